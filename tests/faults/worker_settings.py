"""What workers of the fault tests run with: mail to a sink, and every waiting time shortened. Everything else is real."""

from portal.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PALIER_DELIVERY_LEASE = 2
PALIER_SWEEP_SECONDS = 1
PALIER_EMAIL_WINDOW = 10
