"""What a pseudonym may be, and when two of them look the same (domain.md §1)."""

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from confusable_homoglyphs import categories, confusables

MINIMUM_LENGTH = 3
MAXIMUM_LENGTH = 30
_ALLOWED = re.compile(r"[^\W_](?:[^\W]|[ '_-])*\Z")

_WRITTEN_TOGETHER = ({"HAN", "HIRAGANA", "KATAKANA"}, {"HAN", "HANGUL"}, {"HAN", "BOPOMOFO"})

# Words that would pass for an authority or for the service itself; compared after folding.
RESERVED = (
    "admin", "administrateur", "administration", "alerte", "anonyme", "commissariat", "curateur", "gendarmerie",
    "mairie", "maire", "modérateur", "modération", "opérateur", "palier", "police", "pompiers", "préfecture",
    "référent", "samu", "secours", "support", "système", "ville", "voisin vérifié",
)  # fmt: skip


def normalize(pseudonym: str) -> str:
    """Return the form that is stored: NFKC, one space between words, none around."""
    return " ".join(unicodedata.normalize("NFKC", pseudonym).replace("’", "'").split())


@lru_cache(maxsize=4096)
def _latin(letter: str) -> str:
    """Return the ASCII letter this one passes for, in small or in capitals; itself when there is none."""
    for form in (letter.lower(), letter.upper()):
        entries = confusables.is_confusable(form, greedy=True) or []
        twins = [twin["c"] for entry in entries for twin in entry["homoglyphs"] if len(twin["c"]) <= 2 and twin["c"].isascii()]
        if twins:
            return min(twins, key=lambda twin: (len(twin), twin.lower())).lower()
    return letter


def fold(pseudonym: str) -> str:
    """Return the key under which look-alikes meet: no accents, confusables to Latin, no case or separators.

    « Lavandière », "LAVANDIERE" and a spelling with a Cyrillic "а" share one key, so only one of them can exist.
    """
    text = unicodedata.normalize("NFKD", normalize(pseudonym).casefold())
    bare = "".join(c if c.isascii() else _latin(c) for c in text if not unicodedata.combining(c))
    kept = "".join(c for c in bare.casefold() if c.isalnum())
    return kept.translate(str.maketrans({"0": "o", "1": "l", "i": "l"}))


def _mixes_alphabets(text: str) -> bool:
    """Tell whether a name borrows letters of another alphabet. Japanese and Korean write with several."""
    alphabets = categories.unique_aliases(text) - {"COMMON", "INHERITED"}
    return len(alphabets) > 1 and not any(alphabets <= together for together in _WRITTEN_TOGETHER)


_RESERVED_KEYS = {fold(word) for word in RESERVED}


def validate(pseudonym: str) -> None:
    """Raise ValidationError, with the reason in words, when the pseudonym breaks a rule."""
    text = normalize(pseudonym)
    if not MINIMUM_LENGTH <= len(text) <= MAXIMUM_LENGTH:
        raise ValidationError(
            _("Choose a name of %(minimum)s to %(maximum)s characters."),
            code="length",
            params={"minimum": MINIMUM_LENGTH, "maximum": MAXIMUM_LENGTH},
        )
    if not _ALLOWED.match(text):
        raise ValidationError(
            _("Use letters, digits, spaces, hyphens, apostrophes or underscores, and start with a letter or a digit."),
            code="characters",
        )
    if _mixes_alphabets(text):
        raise ValidationError(_("Use the letters of one alphabet only."), code="alphabets")
    if fold(text) in _RESERVED_KEYS or not fold(text):
        raise ValidationError(_("This name is reserved. Choose another one."), code="reserved")
