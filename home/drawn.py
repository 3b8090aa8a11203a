"""Components and parts of pages that are remembered once drawn: twenty cards are mostly the same as a moment ago."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


# `typed`: a text that is safe and the same text that is not must never share an entry.
@lru_cache(maxsize=4096, typed=True)
def _drawn(name: str, _language: str | None, **values: Any) -> SafeString:
    return get_template(f"components/{name}.html").render(values)


def component(name: str, **values: Any) -> SafeString:
    """Draw a component from plain values. It knows nothing but its values and the language, so the same are drawn once."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(name, get_language(), **values)


@lru_cache(maxsize=2048, typed=True)
def _part(name: str, _language: str | None, /, **values: Any) -> SafeString:
    return get_template(name).render(values)


def part(name: str, /, *, holes: dict[str, object] | None = None, **values: Any) -> SafeString:
    """Draw a part of a page from plain values, once for the same values and language; a template of any folder.

    `holes` are what belongs to one reader or one request: their names stand in the remembered part as marks, and the values take
    their place afterwards, escaped. So nothing about anybody is remembered. A template may print a hole; it cannot decide by one.
    Within tuples a text is either safe in every call or in none.
    """
    draw = _part.__wrapped__ if settings.DEBUG else _part
    # No stored text holds the mark: PostgreSQL refuses that sign.
    text: str = draw(name, get_language(), **{hole: f"\0{hole}\0" for hole in holes or ()}, **values)
    for hole, value in (holes or {}).items():
        text = text.replace(f"\0{hole}\0", conditional_escape(value))
    return mark_safe(text)  # noqa: S308 - drawn by a template; what was put in is escaped


def forget() -> None:
    """Draw everything again from now on."""
    _drawn.cache_clear()
    _part.cache_clear()
