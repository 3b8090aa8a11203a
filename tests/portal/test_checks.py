"""F15: the site does not start on a Wagtail that lets one place read another."""

from django.core.checks import run_checks

import pytest

from portal import checks


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((7, 0, 9), False),
        ((7, 3, 9), False),
        ((7, 4, 2), False),
        ((7, 4, 3), True),
        ((8, 0, 0), False),
        ((8, 0, 1), True),
        ((8, 1, 0), True),
        ((9, 0, 0), True),
    ],
)
def test_releases_without_the_fixes_are_refused(version, safe):
    assert checks.is_safe(version) is safe


def test_the_check_stops_the_start(monkeypatch):
    assert "portal.E001" not in {message.id for message in run_checks()}
    monkeypatch.setattr(checks, "WAGTAIL", (7, 4, 2, "final", 1))
    assert "portal.E001" in {message.id for message in run_checks()}
