"""From what a person types to what a sorting machine reads: A–Z, 0–9 and single spaces (POS-02)."""

import unicodedata

from django.utils.translation import gettext as _

from verification.errors import AddressRefusedError

#: Letters that Unicode does not decompose, and the one sign that stands for a word.
_LETTERS = str.maketrans(
    {"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Ħ": "H", "ẞ": "SS", "ʼ": " ", "&": " ET "}
)


def fold(text: str, field: str) -> str:
    """Return the text in capitals without accents or punctuation. Raises AddressRefusedError on another script."""
    capitals = unicodedata.normalize("NFKD", text).upper().translate(_LETTERS)
    kept = []
    for sign in unicodedata.normalize("NFKD", capitals):
        category = unicodedata.category(sign)
        if category in {"Mn", "Cf"}:
            continue
        if sign.isascii() and sign.isalnum():
            kept.append(sign)
        elif category[0] in "LN":
            raise AddressRefusedError(
                field, _("“%(sign)s” cannot be printed on an envelope in France. Write it in Latin letters.") % {"sign": sign}
            )
        else:
            kept.append(" ")
    return " ".join("".join(kept).split())
