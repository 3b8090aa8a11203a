"""What workers of the fault tests run with: mail to a sink, and every waiting time shortened. Everything else is real."""

from portal.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Nothing is started in its second half: two seconds are left for a machine that is busy elsewhere.
PALIER_DELIVERY_LEASE = 4
PALIER_SWEEP_SECONDS = 1
PALIER_EMAIL_WINDOW = 10
PALIER_PUSH_WINDOW = 10
PALIER_HANDS_APART = True
