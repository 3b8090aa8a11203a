"""Names of places as people type them: without accents, capitals, hyphens or apostrophes."""

import re

from anyascii import anyascii

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\b(st|ste)\b")


def folded(name: str) -> str:
    """Return the name as it is compared: « Saint-Malo », « ST MALO » and « st malo » are one."""
    words = _SEPARATORS.sub(" ", anyascii(name).lower()).strip()
    return _SAINT.sub(lambda found: "sainte" if found[0] == "ste" else "saint", words)
