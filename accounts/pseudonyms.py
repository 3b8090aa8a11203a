"""What a pseudonym may be, and when two of them look the same (domain.md §1)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from confusable_homoglyphs import confusables

MINIMUM_LENGTH = 3
MAXIMUM_LENGTH = 30
_ALLOWED = re.compile(r"[^\W_](?:[^\W]|[ '_-])*\Z")

# Words that would pass for an authority or for the service itself; compared after folding.
RESERVED = (
    "admin", "administrateur", "administration", "alerte", "anonyme", "commissariat", "curateur", "gendarmerie",
    "mairie", "maire", "modérateur", "modération", "opérateur", "palier", "police", "pompiers", "préfecture",
    "référent", "samu", "secours", "support", "système", "ville", "voisin vérifié",
)  # fmt: skip


def normalize(pseudonym: str) -> str:
    """Return the form that is stored: NFKC, one space between words, none around."""
    return " ".join(unicodedata.normalize("NFKC", pseudonym).replace("’", "'").split())


def fold(pseudonym: str) -> str:
    """Return the key under which look-alikes meet: confusables to Latin, no accents, case or separators.

    « Lavandière », "LAVANDIERE" and a spelling with a Cyrillic "а" share one key, so only one of them can exist.
    """
    text = normalize(pseudonym).casefold()
    latin = []
    for character in text:
        if ord(character) > 127:
            found = confusables.is_confusable(character, preferred_aliases=["latin"]) or []
            twins = [twin["c"] for entry in found for twin in entry["homoglyphs"] if twin["c"].isascii()]
            character = twins[0] if twins else character
        latin.append(character)
    decomposed = unicodedata.normalize("NFKD", "".join(latin).casefold())
    bare = "".join(c for c in decomposed if c.isalnum())
    return bare.translate(str.maketrans({"0": "o", "1": "l", "i": "l"}))


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
    if fold(text) in _RESERVED_KEYS or not fold(text):
        raise ValidationError(_("This name is reserved. Choose another one."), code="reserved")
