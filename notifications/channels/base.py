"""What every way of reaching a person has in common."""

import enum
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple


class Outcome(enum.Enum):
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    #: Not tried: time was up. Goes back to the queue at once, as if it had never been taken.
    UNSENT = "unsent"


class Parcel(NamedTuple):
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
    #: When it is worth nothing any more (time.time).
    expires: float = 0.0
    #: How many times it was taken before: a second attempt may meet what the first one did.
    attempts: int = 0


class Result(NamedTuple):
    delivery: int
    outcome: Outcome
    #: A short word for the sender's figures, never personal data.
    code: str = ""
    #: Seconds before which another attempt makes no sense, because the other side said so.
    after: float = 0.0
    #: The other side's own number of what it took, by which receipts come in later.
    provider_id: str = ""


class Reader(NamedTuple):
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
    #: How many batches a worker may have under way at once: a second one keeps the connections busy while the first comes to its end.
    hands = 1
    #: Whether it makes a telephone ring, and so stays silent in quiet hours.
    rings = False
    #: Whether anything has to be carried to anybody: who is told on the site is told once it is written down.
    carried = True

    def __init__(self) -> None:
        #: Rung when something came back.
        self.bell = threading.Event()

    @classmethod
    def recipients(cls, users: Sequence[int]) -> list[Recipient]:
        """Return by which devices these people can be told at all; every one gets a delivery of its own."""
        return [(user, "main") for user in users]

    @classmethod
    def unreachable(cls, users: Sequence[int]) -> dict[int, str]:
        """Return {person: why} of those who are known not to be reached this way before anything is tried."""
        return {}

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
