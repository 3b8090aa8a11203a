"""Production starts only as it should be (SEC-01)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "9Q1f7c0a5b3e8d2x6w4v9u1t7s0r5q3p8o2n6m4l9k1j7h0g5f",
    "PALIER_DWELLING_KEY": "another long key that lives outside the database",
    "PALIER_VAPID_PRIVATE_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    "ALLOWED_HOSTS": "palier.example",
    "PALIER_BASE_URL": "https://palier.example",
    "EMAIL_HOST": "mail.palier.example",
}


def check(**environment):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL", "REDIS_URL", "PALIER_DATA_DIR") if name in os.environ}
    full = {**inherited, "DJANGO_SETTINGS_MODULE": "portal.settings.production", **environment}
    return subprocess.run(command, cwd=ROOT, env=full, capture_output=True, text=True)


def test_the_deployment_check_has_nothing_to_say():
    answer = check(**COMPLETE)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_a_missing_setting_stops_the_start_and_is_named(missing):
    answer = check(**{name: value for name, value in COMPLETE.items() if name != missing})
    assert answer.returncode != 0
    assert missing in answer.stderr
