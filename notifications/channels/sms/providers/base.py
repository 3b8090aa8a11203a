"""What every provider of text messages has in common."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from notifications.channels.http import Origin, Pool
from notifications.channels.http.guard import allowed_origin


class Unsigned(Exception):  # noqa: N818 - a domain word
    """A callback that does not prove who sent it."""


class Text(NamedTuple):
    """One message to one number. The reference is ours, unique, and the same at every attempt (SMS-03)."""

    reference: str
    number: str
    text: str
    #: Minutes after which it is worth nothing.
    life: int = 60


class Handed(NamedTuple):
    """What a provider said. `again` asks for another attempt, after so many seconds."""

    accepted: bool
    provider_id: str = ""
    code: str = ""
    again: bool = False
    after: float = 0.0


class State(enum.Enum):
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a network reports about a message."""

    provider_id: str
    state: State
    code: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody answered STOP."""

    number: str


class Provider:
    """Hands text messages over, and reads what is called back about them."""

    name: str
    #: Where its interface is; a stand-in on this machine takes its place in tests.
    address: str = ""

    async def submit(self, pool: Pool, text: Text) -> Handed:
        """Hand one message over. Raises OSError when nobody knows whether it was taken."""
        raise NotImplementedError

    async def find(self, pool: Pool, text: Text) -> Handed | None:
        """Look for a message an earlier attempt may have handed over; None when there is none. Raises OSError."""
        raise NotImplementedError

    def read(self, *, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: Mapping[str, str]) -> list[Receipt | Stop]:
        """Return what a callback says. Raises Unsigned unless it is the provider's own (SMS-05)."""
        raise NotImplementedError

    def origin(self, path: str) -> tuple[Origin, str]:
        """Return where a path of the interface is."""
        return _where(settings.PALIER_SMS_TEST_ORIGIN or self.address, path, self.address, settings.PALIER_SMS_TEST_ORIGIN)

    def callback_url(self) -> str:
        """Return the address the provider calls back."""
        return settings.PALIER_BASE_URL + _callback_path(self.name)


@lru_cache(maxsize=16)
def _where(base: str, path: str, address: str, trusted: str) -> tuple[Origin, str]:
    return allowed_origin(base + path, hosts=[address.removeprefix("https://")], trusted=[trusted])


@lru_cache(maxsize=8)
def _callback_path(name: str) -> str:
    return reverse("notifications:sms-callback", args=[name])


#: What people answer to be left alone (SMS-08), in capitals and without spaces.
STOP_WORDS = frozenset({"STOP", "STOPSMS", "ARRET", "ARRÊT", "UNSUBSCRIBE"})


def is_stop(text: str) -> bool:
    """Tell whether an answer asks to stop, however it is written."""
    return "".join(sign for sign in text.upper() if sign.isalpha()) in STOP_WORDS
