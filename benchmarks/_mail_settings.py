"""The one-machine settings, with mail going to a server whose port the environment gives."""

from portal.settings.dev import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PALIER_QUIET_HOURS = None  # figures do not depend on the time of day
