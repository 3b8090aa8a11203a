"""Components that are remembered once drawn: twenty cards are mostly the same as a moment ago."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language


# `typed`: a text that is safe and the same text that is not must never share an entry.
@lru_cache(maxsize=4096, typed=True)
def _drawn(name: str, _language: str | None, **values: Any) -> SafeString:
    return get_template(f"components/{name}.html").render(values)


def component(name: str, **values: Any) -> SafeString:
    """Draw a component from plain values. It knows nothing but its values and the language, so the same are drawn once."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(name, get_language(), **values)


def forget() -> None:
    """Draw everything again from now on."""
    _drawn.cache_clear()
