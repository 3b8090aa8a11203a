"""What every way of reaching a person has in common."""

import enum
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


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
    #: Which of the person's devices.
    endpoint: str = "main"
    expires_at: datetime | None = None
    #: How many times it was taken before: a second attempt may meet what the first one did.
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    delivery: int
    outcome: Outcome
    #: A short word for the sender's figures, never personal data.
    code: str = ""
    #: Seconds before which another attempt makes no sense, because the other side said so.
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a channel may write to: an address, or the reason why not, or the moment before which not."""

    address: str = ""
    refusal: str = ""
    later: datetime | None = None


#: A person and one of their devices ("main" where there is only one way).
Recipient = tuple[int, str]


class Channel:
    """One way of reaching people. An instance lives as long as a worker's job and may keep connections open."""

    name: str
    #: How many deliveries a worker takes at once.
    batch_size = 500
    #: How many batches may be under way at once: a second one keeps the connections busy while the first comes to its end.
    batches = 1
    #: Whether it makes a telephone ring, and so stays silent in quiet hours.
    rings = False

    def __init__(self) -> None:
        #: Rung when something came back. A worker that listens to several channels gives all of them the same one.
        self.bell = threading.Event()

    @classmethod
    def recipients(cls, users: Sequence[int]) -> list[Recipient]:
        """Return by which devices these people can be told at all; every one gets a delivery of its own."""
        return [(user, "main") for user in users]

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        """Read where to reach these people, at the moment of sending. Those left out cannot be reached."""
        raise NotImplementedError

    def holds(self, messages: Sequence[int]) -> dict[int, Reader]:
        """Return what keeps some of these alert messages from leaving this way: a refusal, or the moment before which not."""
        return {}

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        """Hand over, yielding results little by little so that they can be recorded. Every parcel gets exactly one.

        Nothing is started after `until` (time.monotonic). Never waits for a network: where there is nothing to report
        yet it yields an empty list, and `bell` rings once there may be.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give back connections."""
