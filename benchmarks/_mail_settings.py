"""The one-machine settings, with mail going to a server whose port the environment gives."""

from portal.settings.dev import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
