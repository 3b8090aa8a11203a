"""Finding a browser that starts."""

import pytest

from portal.embedded import chromium
from portal.embedded.places import Refusal


@pytest.fixture
def program(tmp_path):
    def write(name, status):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\nexit {status}\n")
        path.chmod(0o755)
        return path

    return write


def test_configured_browser_wins_and_must_start(program, monkeypatch):
    monkeypatch.setenv("PALIER_CHROMIUM", str(program("mine", 0)))
    assert chromium.find_or_install() == str(program("mine", 0))
    monkeypatch.setenv("PALIER_CHROMIUM", str(program("broken", 1)))
    with pytest.raises(Refusal, match="does not start"):
        chromium.find_or_install()


def test_program_on_path_that_does_not_start_is_passed_over(program, monkeypatch, tmp_path):
    program("bin/chromium", 1)
    kept = program("cache/chromium-1255/chrome-linux/chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    assert chromium.find() == str(kept)


def test_clear_message_when_nothing_can_be_installed(program, monkeypatch, tmp_path):
    monkeypatch.delenv("PALIER_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    with pytest.raises(Refusal, match="set PALIER_CHROMIUM"):
        chromium.find_or_install()
