"""Finds a Chromium for the browser tests, or installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from portal.embedded.places import Refusal

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CACHED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)


def find_or_install() -> str:
    """Return the path of a Chromium that starts."""
    configured = os.environ.get("PALIER_CHROMIUM")
    if configured:
        if starts(configured):
            return configured
        raise Refusal(f"PALIER_CHROMIUM is {configured}, which does not start")
    found = find()
    if found:
        return found
    sys.stderr.write("palier: no Chromium for the browser tests; installing one\n")
    for install in (install_with_playwright, install_with_apt):
        install()
        found = find()
        if found:
            return found
    raise Refusal(
        "the browser tests need Chromium and none could be installed. "
        "Install the package chromium of your system, or set PALIER_CHROMIUM to the path of one."
    )


def find() -> str | None:
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            yield path
    for cache in playwright_caches():
        for pattern in CACHED:
            yield from (str(path) for path in sorted(cache.glob(pattern), reverse=True))


def playwright_caches() -> list[Path]:
    configured = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if configured and configured != "0":
        return [Path(configured)]
    try:
        home = Path.home()
    except RuntimeError:
        return []
    return [home / ".cache" / "ms-playwright", home / "Library" / "Caches" / "ms-playwright"]


def starts(path: str) -> bool:
    """Tell whether the browser's program runs: one whose libraries are missing, or a snap stub, does not."""
    try:
        result = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def install_with_playwright() -> None:
    attempt([sys.executable, "-m", "playwright", "install", "chromium"], patience=900)
    if not find() and can_use_apt():
        attempt([sys.executable, "-m", "playwright", "install-deps", "chromium"], patience=900)


def install_with_apt() -> None:
    if not can_use_apt():
        return
    attempt(["apt-get", "update", "-qq"], patience=300)
    attempt(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"], patience=1800)


def can_use_apt() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def attempt(command: list[str], *, patience: float) -> None:
    """Run an installer; whether it helped is judged by looking for the browser afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command,
            env=environment,
            timeout=patience,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
