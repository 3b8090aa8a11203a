"""The eight signs on a postcard: made, shown, read back, hashed. Who may use one is decided in `services.codes`."""

import secrets

from django.contrib.auth.hashers import check_password, make_password

from verification.policy import CODE_LENGTH
from verification.sealing import keyed_hash

#: Crockford's base 32: no I, L, O or U, so that nothing on paper is ambiguous (VER-01).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = CODE_LENGTH // 2


def new_code() -> str:
    """Return a fresh code of 40 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def display(code: str) -> str:
    """Return the code as printed: two groups of four."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def read(typed: str) -> str:
    """Return what the person meant: case, spaces and hyphens do not matter; O reads 0, I and L read 1."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MISREAD)


def is_possible(code: str) -> bool:
    """Tell whether this could be a code at all: a slip of the pen should not cost a try."""
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)


def hash_code(code: str) -> str:
    """Return the only form in which a code outlives its printing."""
    return make_password(code)


def search_hash(code: str, purpose: str = "desk") -> str:
    """Return the form of a code that belongs to nobody yet, or to one of many requests.

    It can be looked up, costs as much as a password hash to make, and is worthless without a key outside the database.
    The code of another purpose gives another hash.
    """
    return keyed_hash(f"{purpose} code".encode(), make_password(code, salt=purpose))


def matches(code: str, hashes: list[str], *, work: int) -> list[bool]:
    """Compare with every hash and then hash for nothing up to `work` comparisons, so that time tells nothing (VER-04)."""
    found = [check_password(code, stored) for stored in hashes]
    for _ in range(work - len(hashes)):
        make_password(code)
    return found
