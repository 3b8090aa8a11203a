"""The doorplate: the avatar computed from a pseudonym. Same name, same plate, everywhere; no photo of anyone."""

import hashlib
import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_HUES = (262, 168, 20, 232, 318, 60, 145, 350)
# Outer shape, inner line, baseline of the initials: plaque, oval, clipped, arch.
_SHAPES = (
    ('<rect x="2" y="5" width="44" height="38" rx="5"{}/>', '<rect x="5" y="8" width="38" height="32" rx="3"{}/>', 31),
    ('<ellipse cx="24" cy="24" rx="22" ry="19"{}/>', '<ellipse cx="24" cy="24" rx="19" ry="16"{}/>', 31),
    ('<path d="M9 4h30l5 5v30l-5 5H9l-5-5V9z"{}/>', '<path d="M10.5 7.5h27l3.5 3.5v26l-3.5 3.5h-27L7 37V11z"{}/>', 31),
    ('<path d="M5 44V23a19 19 0 0 1 38 0v21z"{}/>', '<path d="M8 41V23a16 16 0 0 1 32 0v18z"{}/>', 35),
)
_ORNAMENTS = (
    "",
    '<circle cx="24" cy="12.5" r="1.3" fill="#fff"/>',
    '<path d="M19 38h10" stroke="#fff" stroke-width="1.2"/>',
)
_ARCH, _ENAMEL = 3, 262
_SMALL_WORDS = {"le", "la", "les", "l", "du", "de", "des", "d", "à", "the"}
SIZES = {"", "s", "l"}


def initials(pseudonym: str) -> str:
    """Return the first letters of the first two words that count, else the first two letters of the only one."""
    words = [word for word in re.split(r"[\s'’_-]+", pseudonym) if word and word.lower() not in _SMALL_WORDS]
    if not words:
        return pseudonym.strip()[:2].upper() or "?"
    return (words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]).upper()


@lru_cache(maxsize=4096)
def plate(pseudonym: str, size: str = "") -> SafeString:
    """Draw the plate of this pseudonym. It is decoration: the name always stands next to it."""
    digest = hashlib.sha256(pseudonym.strip().lower().encode()).digest()
    hue, form = _HUES[digest[0] % 8], digest[1] % 4
    outer, inner, baseline = _SHAPES[form]
    fill = f"oklch({'.38 .12' if hue == _ENAMEL else '.43 .095'} {hue})"
    ornament = _ORNAMENTS[1] if form == _ARCH else _ORNAMENTS[digest[2] % 3]
    classname = f"plate plate--{size}" if size else "plate"
    return mark_safe(  # noqa: S308 - drawn here; the two letters are escaped
        f'<svg class="{classname}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        + outer.format(f' fill="{fill}"')
        + inner.format(' fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="1.3"')
        + f'{ornament}<text x="24" y="{baseline}">{escape(initials(pseudonym))}</text></svg>'
    )
