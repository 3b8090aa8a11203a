"""PostgreSQL and Redis for the length of a command: started here, or borrowed from whoever runs them already."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from portal.embedded.places import InUse, Place
from portal.embedded.postgresql import PostgreSQL
from portal.embedded.redis_server import RedisServer

# How long the owner of the services waits for commands that borrow them.
GUESTS_PATIENCE = 60 * 60.0
# How long a command waits for an owner that is starting or stopping.
HANDOVER_PATIENCE = 60.0


@dataclass
class Services:
    """What is up: the servers started here, and the environment that tells children how to reach all of them."""

    place: Place
    started: list[PostgreSQL | RedisServer] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return our own environment, completed for children."""
        return {**os.environ, "PALIER_DATA_DIR": str(self.place.path), **self.addresses}


@contextmanager
def owned_services(place: Place, purpose: str, *, durable: bool = True, wait_for_guests: bool = False) -> Iterator[Services]:
    """Hold the data directory, start what no environment variable names, and stop it at the end.

    Redis stops before PostgreSQL: only the latter is the truth.
    """
    with place.owned(purpose), ExitStack() as stack:
        place.services_file.unlink(missing_ok=True)
        running = Services(place)
        for variable, kind in (("DATABASE_URL", PostgreSQL), ("REDIS_URL", RedisServer)):
            if os.environ.get(variable):
                continue
            service = kind(place, durable=durable)
            stack.callback(service.stop)
            service.start()
            running.started.append(service)
            running.addresses[variable] = service.url
        place.announce(running.addresses)
        try:
            yield running
        finally:
            patience = GUESTS_PATIENCE if wait_for_guests else 0
            with place.guests_lock(exclusive=True, patience=patience):
                place.services_file.unlink(missing_ok=True)


@contextmanager
def services(place: Place, purpose: str) -> Iterator[Services]:
    """Yield services that are up: those of a running owner, else our own."""
    with ExitStack() as stack:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            yield Services(place)
        else:
            yield _own_or_borrow(stack, place, purpose)


def _own_or_borrow(stack: ExitStack, place: Place, purpose: str) -> Services:
    """Start the services, or borrow them; the owner may just be starting or stopping, hence the further tries."""
    deadline = time.monotonic() + HANDOVER_PATIENCE
    while True:
        try:
            return stack.enter_context(owned_services(place, purpose, wait_for_guests=True))
        except InUse:
            with ExitStack() as guest:
                guest.enter_context(place.guests_lock(exclusive=False, patience=1))
                addresses = place.announced()
                if addresses is not None:
                    stack.push(guest.pop_all())
                    return Services(place, addresses=addresses)
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)
