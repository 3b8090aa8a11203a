"""docs/environment.md lists exactly the variables the settings read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READ = re.compile(r"\b(?:text|required|flag|number|words|folder|database)\(\s*\"([A-Z_]+)\"")
#: Read by `bin/*` before any setting exists, and described on the same page.
_LAUNCHER = re.compile(r"environ(?:\.get\(|\[)\"((?:PALIER|WEB|PORT)[A-Z_]*)\"")


def test_every_variable_read_is_documented_and_none_besides():
    settings = "".join(path.read_text() for path in (ROOT / "portal/settings").glob("*.py"))
    launcher = "".join(path.read_text() for path in (ROOT / "portal/embedded").glob("*.py"))
    read = set(_READ.findall(settings))
    page = (ROOT / "docs/environment.md").read_text()
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", page))
    assert read - documented == set()
    assert documented - read - set(_LAUNCHER.findall(launcher)) == set()
