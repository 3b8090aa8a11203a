"""What every way of reaching a person has in common."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class Outcome(enum.Enum):
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    #: Not tried: time was up. Goes back to the queue at once, as if it had never been taken.
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery in hand. The address was read a moment ago and lives no longer than this object."""

    delivery: int
    user: int
    language: str
    address: str
    alert_message: int | None = None
    notification: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    delivery: int
    outcome: Outcome
    #: A short word for the sender's figures, never personal data.
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a channel may write to: an address, or the reason why not."""

    address: str = ""
    refusal: str = ""


class Channel:
    """One way of reaching people. An instance lives as long as a worker's job and may keep connections open."""

    name: str
    #: How many deliveries a worker takes at once.
    batch_size = 500

    def readers(self, users: Sequence[int]) -> dict[int, Reader]:
        """Read where to reach these people, at the moment of sending. People left out cannot be reached."""
        raise NotImplementedError

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        """Hand over, yielding results little by little so that they can be recorded. Every parcel gets exactly one.

        Nothing is started after `until` (time.monotonic).
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give back connections."""
