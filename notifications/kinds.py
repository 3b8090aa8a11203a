"""The registry of notification kinds. A new kind is one class in `<app>/notification_kinds.py`: no migration.

A kind knows its key, its label, the channels it uses when a person has set nothing, and how to put itself into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise


@dataclass(frozen=True)
class Message:
    """What a person reads. `url` is a path on this site, never an outside address."""

    title: str
    body: str
    url: str


class NotificationKind:
    """One reason to tell a person something. Subclass, set the three attributes, write `build`."""

    key: str
    label: str | Promise
    default_channels: tuple[str, ...] = ("in_app", "email")

    def build(self, data: Mapping[str, object]) -> Message:
        """Put the notification into words, in the active language, from small JSON data (ids are looked up again here)."""
        raise NotImplementedError


_kinds: dict[str, NotificationKind] = {}


def register(kind: type[NotificationKind]) -> type[NotificationKind]:
    """Register a kind. Raises ValueError when its key is taken."""
    if kind.key in _kinds:
        message = f"The notification kind {kind.key!r} is registered twice."
        raise ValueError(message)
    _kinds[kind.key] = kind()
    return kind


def get(key: str) -> NotificationKind:
    """Return a registered kind. Raises KeyError when no app registered it."""
    return _kinds[key]


def all_kinds() -> list[NotificationKind]:
    """Return every kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def build(key: str, data: Mapping[str, object]) -> Message | None:
    """Put a stored notification into words, or return None when what it is about has gone since."""
    kind = _kinds.get(key)
    if kind is None:
        return None
    try:
        return kind.build(data)
    except (ObjectDoesNotExist, LookupError):
        return None


def uses_by_default(key: str, channel: str) -> bool:
    """Tell whether a kind uses a channel for a person who has set nothing; one that is gone uses none."""
    kind = _kinds.get(key)
    return kind is not None and channel in kind.default_channels
