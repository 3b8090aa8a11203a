"""One machine, one command: what `bin/run` and `bin/manage` use. Plain http on loopback, mail into files."""

import secrets

from portal.settings import environment
from portal.settings.base import *
from portal.settings.base import DATA_DIR, STATIC_ROOT, STORAGES


def _local_secret(name: str, size: int = 50) -> str:
    """Keep one random secret per data folder, so that a restart signs nobody out and no secret is in git."""
    path = DATA_DIR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(size), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.text("SECRET_KEY") or _local_secret("secret-key")
PALIER_DWELLING_KEY = environment.text("PALIER_DWELLING_KEY") or _local_secret("dwelling-key")
# 32 bytes: the private key browsers subscribe to (RFC 8292). With another key, their subscriptions are worth nothing.
PALIER_VAPID_PRIVATE_KEY = environment.text("PALIER_VAPID_PRIVATE_KEY") or _local_secret("vapid-key", 32)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *environment.words("ALLOWED_HOSTS")]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a missing folder
WHITENOISE_AUTOREFRESH = DEBUG
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
PALIER_DEMO_ALLOWED = True
PALIER_SMS_PROVIDER = environment.text("PALIER_SMS_PROVIDER", "folder")
