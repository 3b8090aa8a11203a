"""Production: every secret comes from the environment, and a missing one stops the start."""

from portal.settings import environment
from portal.settings.base import *

DEBUG = False
SECRET_KEY = environment.required("SECRET_KEY")
# Keyed hash of a dwelling: outside the database, so that a stolen dump does not give the addresses back.
PALIER_DWELLING_KEY = environment.required("PALIER_DWELLING_KEY")
PALIER_VAPID_PRIVATE_KEY = environment.required("PALIER_VAPID_PRIVATE_KEY")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [environment.required("ALLOWED_HOSTS")]
PALIER_BASE_URL = WAGTAILADMIN_BASE_URL = environment.required("PALIER_BASE_URL")
CSRF_TRUSTED_ORIGINS = [PALIER_BASE_URL]
DATABASES = {"default": environment.database("DATABASE_URL", environment.required("DATABASE_URL"))}
REDIS_URL = environment.required("REDIS_URL")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.required("EMAIL_HOST")
PALIER_DEMO_ALLOWED = False
PALIER_REQUIRE_MFA_FOR_CURATORS = True

SECURE_SSL_REDIRECT = True
# Load balancers ask it over plain http, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
