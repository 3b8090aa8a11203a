"""The registry of what can be listed. A new kind adds itself here and gets a door, a filter and its form.

A kind's key is also its `data-type` in the style sheet and the name of its icon.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """One kind of listing: how it is called, and how its door invites."""

    key: str
    label: "str | Promise"
    invitation: "str | Promise"
    order: int = 100
    has_direction: bool = True


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


def all_kinds() -> list[Kind]:
    """Return every kind, in the order of their doors."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)
