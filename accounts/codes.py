"""The codes of the recovery sheet: how they are drawn, printed and read back."""

import secrets

#: Crockford base32: no I, L, O or U, so that nothing read aloud or copied by hand is ambiguous.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
SLOTS = ALPHABET[1:]
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "–": None, " ": None, "\u00a0": None, "\u202f": None})


def draw(slot: str) -> str:
    """Return a new code for a slot of the sheet: the slot, then eleven signs (55 bits)."""
    return slot + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def read(typed: str) -> str:
    """Return what a person meant: case, spaces, hyphens and misread signs do not matter."""
    return typed.upper().translate(_MISREAD)


def spell(code: str) -> str:
    """Return the code as printed, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
