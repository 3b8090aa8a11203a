"""How long a text message is: the two alphabets of GSM 03.38, counted as networks count them (SMS-01)."""

import unicodedata
from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Written with an escape: two septets each, never apart.
_EXTENSION = "\f^{}\\[~]|€"
_COST = {**dict.fromkeys(_BASIC, 1), **dict.fromkeys(_EXTENSION, 2)}
#: What typographers write and telephones need not.
_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "‑": "-",
        "œ": "oe", "Œ": "OE", "ç": "c", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "•": "-", "·": ".", "²": "2", "³": "3", "°": "o",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Length:
    """What a text costs: `units` are septets in GSM-7, 16-bit units in UCS-2."""

    alphabet: str
    units: int
    segments: int
    #: Units that still fit into the last segment.
    left: int


def length_of(text: str) -> Length:
    """Count a text: 160 septets alone or 153 a part, else 70 or 67 units of UCS-2. Pairs are never split over two parts."""
    costs = [_COST.get(sign, 0) for sign in text]
    if all(costs):
        return _fill("GSM-7", costs, alone=160, part=153)
    return _fill("UCS-2", [2 if ord(sign) > 0xFFFF else 1 for sign in text], alone=70, part=67)


def _fill(alphabet: str, costs: list[int], *, alone: int, part: int) -> Length:
    units = sum(costs)
    if units <= alone:
        return Length(alphabet, units, 1, alone - units)
    segments, room = 1, part
    for cost in costs:
        if cost > room:
            segments, room = segments + 1, part
        room -= cost
    return Length(alphabet, units, segments, room)


def in_gsm(text: str) -> str:
    """Return a text in the GSM alphabet: typography made plain, accents it lacks dropped, what is left without a form dropped too."""
    signs = []
    for sign in unicodedata.normalize("NFC", text).translate(_PLAIN):
        if sign in _COST:
            signs.append(sign)
            continue
        signs.extend(part for part in unicodedata.normalize("NFKD", sign) if part in _COST)
    return "".join(signs)


def cut_to(text: str, *, segments: int) -> str:
    """Return a text of at most so many segments, cut behind a word."""
    if length_of(text).segments <= segments:
        return text
    words = text.split(" ")
    while words and length_of(" ".join(words) + "...").segments > segments:
        words.pop()
    return " ".join(words) + "..."
