"""What production refuses."""

from notifications.checks import (
    every_hand_has_a_connection,
    leases_outlive_sending,
    mail_goes_to_people,
    push_goes_to_browsers,
    texts_go_to_people,
)


def test_mail_into_files_is_refused(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert [error.id for error in mail_goes_to_people()] == ["notifications.E001"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert mail_goes_to_people() == []


def test_stand_ins_for_push_and_text_messages_are_refused(settings):
    """Issue 5.1: what they accept reaches nobody."""
    settings.PALIER_SMS_PROVIDER = "ovh"
    assert push_goes_to_browsers() == texts_go_to_people() == []
    settings.PALIER_PUSH_TEST_ORIGINS = ["http://127.0.0.1:9"]
    settings.PALIER_SMS_TEST_ORIGIN = "http://127.0.0.1:9"
    assert [error.id for error in (*push_goes_to_browsers(), *texts_go_to_people())] == ["notifications.E003", "notifications.E004"]


def test_a_lease_shorter_than_a_silent_mail_server_is_refused(settings):
    """ALR-06."""
    assert leases_outlive_sending() == []
    settings.PALIER_DELIVERY_LEASE = settings.EMAIL_TIMEOUT
    assert [error.id for error in leases_outlive_sending()] == ["notifications.E002"]


def test_a_pool_too_small_for_a_workers_hands_is_refused(settings, monkeypatch):
    """F1: texting by two hands, pushing and mailing by one each, and whoever writes the names."""
    assert every_hand_has_a_connection() == []
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"]["pool"], "max_size", 4)
    assert [error.id for error in every_hand_has_a_connection()] == ["notifications.E006"]
