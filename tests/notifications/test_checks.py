"""What production refuses."""

from notifications.checks import leases_outlive_sending, mail_goes_to_people


def test_mail_into_files_is_refused(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert [error.id for error in mail_goes_to_people()] == ["notifications.E001"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert mail_goes_to_people() == []


def test_a_lease_shorter_than_a_silent_mail_server_is_refused(settings):
    """ALR-06."""
    assert leases_outlive_sending() == []
    settings.PALIER_DELIVERY_LEASE = settings.EMAIL_TIMEOUT
    assert [error.id for error in leases_outlive_sending()] == ["notifications.E002"]
