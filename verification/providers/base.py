"""What every mailing provider offers, and the few ways in which sending may end.

A provider takes one letter at a time, under a key that stays the same from one attempt to the next: an attempt whose answer
was lost can be repeated without a second letter leaving. It never logs, and its errors never carry, what a letter holds.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Letter:
    """One letter to print and post. `lines` are the address as the post reads it, last line first postcode, then town."""

    key: str
    lines: tuple[str, ...] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Accepted:
    """The provider has the letter. `cost_cents` is 0 when it does not say, `reference` its own name for the letter."""

    reference: str = ""
    cost_cents: int = 0


class ProviderError(Exception):
    """Sending did not end well. `code` is short and the provider's own: never a sentence, which could quote an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LetterRefusedError(ProviderError):
    """The provider will not post this letter, and surely has not."""


class KeysRefusedError(ProviderError):
    """The provider does not know us: nothing leaves until the operator has looked."""


class AlreadyAcceptedError(ProviderError):
    """A letter with this key was accepted before: an earlier answer was lost on the way."""


class TryLaterError(ProviderError):
    """No answer, or not now. `after` is when to come back, in seconds, when the provider says so."""

    def __init__(self, code: str, after: int | None = None) -> None:
        super().__init__(code)
        self.after = after


class Provider(ABC):
    """A company that prints and posts; or nobody."""

    #: What is kept beside a batch, and what people read.
    key: str
    label: str | Promise
    #: Whether `send` may be called at all.
    sends = True

    @abstractmethod
    def send(self, letter: Letter) -> Accepted:
        """Hand one letter over. Raises the errors above. Waits for an answer for a bounded time."""

    def missing_settings(self) -> list[str]:
        """Return the environment variables without which nothing can be sent."""
        return []
