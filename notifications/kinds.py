"""The registry of notification kinds. A new kind is one class in `<app>/notification_kinds.py`: no migration.

A kind knows its key, its label, the channels it uses when a person has set nothing, and how to put itself into words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise

if TYPE_CHECKING:
    from notifications.models import Alert


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
    #: Under which heading people choose about it; see `notifications.themes`.
    theme = "other"
    #: A browser that was subscribed, and a number that was confirmed, were given on purpose: no second opt-in for them.
    default_channels: tuple[str, ...] = ("in_app", "push", "email")
    #: Channels that cannot be switched off for this kind.
    compulsory_channels: frozenset[str] = frozenset()
    #: Whether people choose about this kind; one they have asked for by pressing a button needs no choice.
    is_chosen = True
    #: Whether it rings in quiet hours too: life at stake, or asked for a moment ago.
    breaks_quiet = False
    #: Whether its text stays off lock screens (WPU-10).
    discreet = False
    #: Whether it is about the life of one's neighbourhood: who leaves is not sent what waits, and does not find it in the list (VER-11).
    for_residents = False
    #: How hard a push service tries (RFC 8030, section 5.3; WPU-02).
    urgency = "normal"

    def may_use(self, channel: str) -> bool:
        """Tell whether a person may choose this channel for this kind: text messages are for alerts only."""
        return channel != "sms" or "sms" in self.default_channels or self.key.startswith("alert-")

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


def chosen_kinds() -> list[NotificationKind]:
    """Return the kinds people choose about: alerts first, the most serious on top, then the others by key."""
    first = ["alert-urgence", "alert-vigilance", "alert-information"]
    kinds = [kind for kind in all_kinds() if kind.is_chosen]
    return sorted(kinds, key=lambda kind: first.index(kind.key) if kind.key in first else len(first))


def chosen_by_theme(themes: Iterable[str]) -> list[tuple[str, list[NotificationKind]]]:
    """Return (heading, its kinds) for these headings, in their order; a heading without kinds is left out."""
    found = {theme: [kind for kind in chosen_kinds() if kind.theme == theme] for theme in themes}
    return [(theme, kinds) for theme, kinds in found.items() if kinds]


def build(key: str, data: Mapping[str, object]) -> Message | None:
    """Put a stored notification into words, or return None when what it is about has gone since."""
    kind = _kinds.get(key)
    if kind is None:
        return None
    try:
        return kind.build(data)
    except (ObjectDoesNotExist, LookupError):
        return None


#: The kind people switch on to take part in tests; off unless they do.
TEST = "alert-test"


def of_alert(alert: "Alert") -> str:
    """Return the kind by which people chose how an alert reaches them: a test goes by the ways its volunteers ticked for it (ALR-20)."""
    return TEST if alert.status == "Test" else f"alert-{alert.severity}"


def uses_by_default(key: str, channel: str) -> bool:
    """Tell whether a kind uses a channel for a person who has set nothing; one that is gone uses none."""
    kind = _kinds.get(key)
    return kind is not None and channel in kind.default_channels


def breaks_quiet(key: str) -> bool:
    """Tell whether a kind rings in quiet hours too."""
    kind = _kinds.get(key)
    return kind is not None and kind.breaks_quiet


def residents_kinds() -> list[str]:
    """Return the keys of the kinds that are for those who live in a place."""
    return [kind.key for kind in all_kinds() if kind.for_residents]


def is_compulsory(key: str, channel: str) -> bool:
    """Tell whether a channel cannot be switched off for a kind."""
    kind = _kinds.get(key)
    return kind is not None and channel in kind.compulsory_channels
