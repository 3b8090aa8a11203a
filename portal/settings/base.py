"""Settings shared by every environment. What differs between machines comes from the environment."""

import gc
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from csp.constants import NONE, SELF

from portal.settings import environment
from portal.settings.cms import *
from portal.settings.cms import WAGTAILADMIN_BASE_URL
from portal.settings.people import *

# What is loaded now stays: looking through it again and again for garbage is a sixth of a start. `portal.apps` ends this.
gc.disable()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = environment.folder("PALIER_DATA_DIR", BASE_DIR / "var")

# --- Applications: upper rooms first, so that their templates win ------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "ads",
    "listings",
    "verification",
    "notifications",
    "home",
    "accounts",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PalierUsersConfig",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "laces",
    "modelcluster",
    "taggit",
    "rest_framework",
    "ninja",
    "wagtailgeowidget",
    "django_htmx",
    "phonenumber_field",
    "django_rq",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.one_policy.OnePolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionLifeMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "home.middleware.LocalHoursMiddleware",
    "home.middleware.OwnScreensMiddleware",
    "portal.page_cache.middleware.PageCacheMiddleware",
]

ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.place",
            ],
        },
    },
]
FORM_RENDERER = "portal.forms.PalierRenderer"

# --- Data ----------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", "postgresql:///palier")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.text("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_CACHE_URL = environment.text("REDIS_CACHE_URL", REDIS_URL.replace("db=0", "db=1").replace("/0", "/1"))
# JSON only: whoever can write to Redis must not be able to run code here (SEC-20).
CACHES = {
    "default": {
        "BACKEND": "portal.cache.ResilientRedisCache",
        "LOCATION": REDIS_CACHE_URL,
        "KEY_PREFIX": "palier",
        "OPTIONS": {"serializer": "portal.cache.JSONSerializer"},
    },
    # Wagtail keeps model instances here, which JSON cannot hold: process memory, short-lived.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 300},
}
# Statements kept by PostgreSQL between pages (accounts.prepared); off behind a pooler that hands connections round without knowing them.
PALIER_PREPARE = environment.flag("PALIER_PREPARE", default=True)
# Database-backed, so that losing Redis signs nobody out (FLT-01).
SESSION_ENGINE = "accounts.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

# One queue per worker process: a worker on several queues can lose a job for good when killed.
RQ_QUEUES = {
    name: {
        "URL": REDIS_URL,
        "DEFAULT_TIMEOUT": timeout,
        "DEFAULT_RESULT_TTL": 600,
        "SERIALIZER": "rq.serializers.JSONSerializer",
        "REDIS_CLIENT_KWARGS": {"socket_connect_timeout": 5, "health_check_interval": 15},
    }
    for name, timeout in {"alerts": 120, "default": 300, "bulk": 900}.items()
}
RQ = {"COMMIT_MODE": "on_db_commit"}
RQ_SHOW_ADMIN_LINK = False

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

# --- Files -------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("STATIC_ROOT", DATA_DIR / "static")
# django-leaflet is a carrier of Leaflet's files only: its models and forms need GDAL.
_LEAFLET = Path(find_spec("leaflet").origin).parent / "static"
STATICFILES_DIRS = [BASE_DIR / "static", _LEAFLET]
STATICFILES_FINDERS = [
    "portal.staticfiles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = environment.folder("MEDIA_ROOT", DATA_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.staticfiles.HashedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Browser security ----------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 30 * 24 * 3600  # absolute life of a session [policy, SEC-11]
LANGUAGE_COOKIE_NAME = "palier_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
# No nonce: no page holds an inline script or style, so cached pages stay valid for everybody (SEC-03).
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# --- Mail ------------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Palier <bonjour@palier.example>")
EMAIL_HOST = environment.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = environment.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 10

# --- Palier: numbers with a meaning. What a curator tunes is a page field instead. -----------------------------------------
PALIER_BASE_URL = WAGTAILADMIN_BASE_URL
PALIER_OPERATOR_EMAIL = environment.text("PALIER_OPERATOR_EMAIL")
# [policy, ALR-19] Seconds between two looks of the web process at the workers of alerts: with a minute's patience, a mail within two.
PALIER_WATCHDOG_SECONDS = environment.number("PALIER_WATCHDOG_SECONDS", 15)
PALIER_TRUSTED_FEEDS: list[str] = []  # origins of official feeds that no guard asks about; for tests, which have no other network
PALIER_METRICS_TOKEN = environment.text("PALIER_METRICS_TOKEN")
PALIER_MINIMUM_AGE = 15  # LIL art. 45 (LEG-10)
PALIER_RECOVERY_CODES = 6  # lines of the printed sheet
PALIER_RECOVERY_DELAY_HOURS = 72  # the time an owner has to say no (domain.md §1)
PALIER_API_TOKENS_PER_PERSON = 10  # [policy] a program each; more would be keys nobody remembers
PALIER_API_TOKEN_DAYS = 365  # [policy] a forgotten key ends by itself
PALIER_NAME_CHANGES_PER_YEAR = 2
PALIER_DESK_SESSION_AGE = 12 * 3600  # a curator's or operator's session [policy, SEC-11]
# Off where one tries things out, so that the demo's curators can sign in; on in production (SEC-10).
PALIER_REQUIRE_MFA_FOR_CURATORS = False
PALIER_GEOCODER = environment.text("PALIER_GEOCODER", "home.geocoding.NoGeocoder")
PALIER_MAILING_PROVIDER = environment.text("PALIER_MAILING_PROVIDER", "verification.providers.PrintItYourself")
MERCI_FACTEUR_SERVICE_ID = environment.text("MERCI_FACTEUR_SERVICE_ID")
MERCI_FACTEUR_SECRET_KEY = environment.text("MERCI_FACTEUR_SECRET_KEY")
MERCI_FACTEUR_USER_ID = environment.number("MERCI_FACTEUR_USER_ID", 0)
MERCI_FACTEUR_SENDER_ID = environment.number("MERCI_FACTEUR_SENDER_ID", 0)
MERCI_FACTEUR_WEBHOOK_KEY = environment.text("MERCI_FACTEUR_WEBHOOK_KEY")
PALIER_PHOTOS_PER_PERSON = 200  # [policy, UPL-06]
PALIER_PHOTO_BYTES_PER_PERSON = 200 * 1024 * 1024
PALIER_RESIDENT_ALERTS_A_WEEK = 2  # [policy] enough for a lost cat and a cut road, too few to shout (domain.md §5)
PALIER_DELIVERY_LEASE = 30  # [policy, ALR-06] seconds until a dead worker's deliveries are taken over; longer than a batch may take
PALIER_SENDING_SECONDS = 4  # [policy, ALR-12] nothing of a batch is started later than this after it was taken
PALIER_SWEEP_SECONDS = 10  # [policy, ALR-01] how long alerts wait when a wake-up is lost
PALIER_ALERT_WAKES = environment.number("PALIER_ALERT_WAKES", 2)  # workers woken for an alert; more where more of them run
PALIER_EMAIL_CONNECTIONS = environment.number("PALIER_EMAIL_CONNECTIONS", 4)  # open at once to the mail server, per worker
PALIER_HANDS_APART = True  # each channel has threads of its own in a worker; off where a test looks into one transaction
PALIER_EMAIL_WINDOW = 12  # mails between two records; two windows at most are unrecorded (ALR-03)
PALIER_QUIET_HOURS = ("22:00", "07:00")  # [policy, domain.md §5] for who has chosen nothing
PALIER_SMS_PROVIDER = environment.text("PALIER_SMS_PROVIDER")  # ovh, twilio, or none: no text messages
PALIER_SMS_SENDER = environment.text("PALIER_SMS_SENDER", "Palier")  # letters and digits, 11 at most (SMS-06)
PALIER_SMS_PREFIXES = environment.words(
    "PALIER_SMS_PREFIXES", "+33,+262,+590,+594,+596,+508,+681,+687,+689"
)  # France, here and overseas (SMS-09)
PALIER_SMS_PER_SECOND = environment.number("PALIER_SMS_PER_SECOND", 50)  # what the provider allows all workers together; 0: no limit
PALIER_SMS_WINDOW = 100  # text messages under way or unrecorded, per worker (ALR-03)
PALIER_SMS_BUDGET_A_DAY = environment.number("PALIER_SMS_BUDGET_A_DAY", 2_000)  # [policy, SMS-02] segments, per neighbourhood
PALIER_SMS_RESERVED_A_DAY = environment.number("PALIER_SMS_RESERVED_A_DAY", 4_000)  # [policy, SMS-02] and for emergencies beside it
PALIER_SECOND_PERSON_MINUTES = 30  # [policy, domain.md §5] how long an emergency's text messages wait for a second person
PALIER_SMS_PRICE = environment.text("PALIER_SMS_PRICE", "0.07")  # euros a segment, for the estimate before sending (SMS-02)
PALIER_SMS_TEST_ORIGIN = environment.text("PALIER_SMS_TEST_ORIGIN")  # a stand-in on this machine; refused in production
PALIER_OVH_SERVICE = environment.text("PALIER_OVH_SERVICE")
PALIER_OVH_APPLICATION_KEY = environment.text("PALIER_OVH_APPLICATION_KEY")
PALIER_OVH_APPLICATION_SECRET = environment.text("PALIER_OVH_APPLICATION_SECRET")
PALIER_OVH_CONSUMER_KEY = environment.text("PALIER_OVH_CONSUMER_KEY")
PALIER_TWILIO_ACCOUNT = environment.text("PALIER_TWILIO_ACCOUNT")
PALIER_TWILIO_TOKEN = environment.text("PALIER_TWILIO_TOKEN")
PALIER_PUSH_WINDOW = environment.number(
    "PALIER_PUSH_WINDOW", 26
)  # pushes under way or unrecorded, per worker: 50 with the mails (ALR-03, F5)
# Push services of the browsers there are; a name stands for everything below it too (WPU-08).
PALIER_PUSH_HOSTS = environment.words(
    "PALIER_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
)
PALIER_PUSH_TEST_ORIGINS = environment.words("PALIER_PUSH_TEST_ORIGINS")  # a stand-in on this machine; refused in production
# Without these two a shop pays by transfer, which a curator confirms.
PALIER_STRIPE_KEY = environment.text("PALIER_STRIPE_KEY")
PALIER_STRIPE_WEBHOOK_SECRET = environment.text("PALIER_STRIPE_WEBHOOK_SECRET")
PALIER_STRIPE_URL = "https://api.stripe.com"

# --- Logs: to standard error, one line a fact; never a code, a position, an address or a message (SEC-16) ----------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "rq": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
