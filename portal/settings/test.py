"""Tests: real PostgreSQL and Redis as started by `bin/test`; fast hashing; mail kept in memory."""

from portal.settings import environment
from portal.settings.base import *
from portal.settings.base import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES

DEBUG = False
SECRET_KEY = "only-for-tests"
PALIER_DWELLING_KEY = "only-for-tests-dwelling"
PALIER_VAPID_PRIVATE_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
# Every test client builds the middleware anew: looking at a file when it is asked for is cheaper than at all of them each time.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a missing folder
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = DATA_DIR / "test-media"
PALIER_DEMO_ALLOWED = True
# Copied from a database that bin/test has migrated already; without one, Django migrates.
DATABASES["default"]["TEST"] = {"TEMPLATE": environment.text("PALIER_TEST_TEMPLATE") or None}
PALIER_HANDS_APART = False  # a test's rows are in its own transaction; workers of the rig have threads
PALIER_QUIET_HOURS = None  # tests run at night too; those about quiet hours say which
PALIER_WATCHDOG_SECONDS = 0  # a watch of its own would look at the tests' workers
# What is done after a page was saved (its search index, the index of what refers to what) is a third of the price of a page:
# tests that look at it ask for `tasks_run`.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
