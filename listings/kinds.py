"""The registry of what can be listed. A new kind adds itself here and gets a door, a filter and its form.

A kind's key is also its `data-type` in the style sheet and the name of its icon.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PROMISED, _ASK, _HOW_MANY = _("Promised to you"), _("Ask for it"), _("How many")


@dataclass(frozen=True)
class Kind:
    """One kind of listing: how it is called, and how its door invites."""

    key: str
    label: "str | Promise"
    invitation: "str | Promise"
    order: int = 100
    has_direction: bool = True
    #: Whether new dates have to be written down as time goes by.
    repeats: bool = False
    #: Whether its requests are held against its offers (`ListingPage.suits`).
    meets: bool = False
    #: What a person reads whose answer is accepted, and what the button says that sends one.
    accepted: "str | Promise" = _PROMISED
    ask: "str | Promise" = _ASK
    how_many: "str | Promise" = _HOW_MANY
    #: Whether it has its own way from the first answer to the end: no renewal, no "it is done", answers by its own form.
    has_own_course: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Register a kind. Raises ValueError when its key is taken."""
    if kind.key in _kinds:
        message = f"The kind of listing {kind.key!r} is registered twice."
        raise ValueError(message)
    _kinds[kind.key] = kind
    return kind


def get(key: str) -> Kind:
    """Return a kind. Raises KeyError when there is none of that name."""
    return _kinds[key]


def own_courses() -> list[str]:
    """Return the keys of the kinds that have their own way to the end."""
    return [key for key, kind in _kinds.items() if kind.has_own_course]


def all_kinds() -> list[Kind]:
    """Return every kind, in the order of their doors."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)
