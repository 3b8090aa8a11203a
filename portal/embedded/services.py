"""PostgreSQL and Redis for the length of a command: started here, or borrowed from whoever runs them already."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from portal.embedded.places import InUse, Place
from portal.embedded.postgresql import PostgreSQL
from portal.embedded.redis_server import RedisServer

# How long the owner of the services waits for commands that borrow them.
GUESTS_PATIENCE = 60 * 60.0
# How long a command waits for an owner that is starting or stopping.
HANDOVER_PATIENCE = 60.0


@contextmanager
def owned_services(
    place: Place, purpose: str, *, durable: bool = True, wait_for_guests: bool = False
) -> Iterator[dict[str, str]]:
    """Hold the data directory, start what no environment variable names, and stop it at the end.

    Yields the environment for children. Redis stops before PostgreSQL: only the latter is the truth.
    """
    with place.owned(purpose), ExitStack() as stack:
        place.services_file.unlink(missing_ok=True)
        environment = {"PALIER_DATA_DIR": str(place.path)}
        wanted = [("DATABASE_URL", PostgreSQL), ("REDIS_URL", RedisServer)]
        for variable, kind in wanted:
            if os.environ.get(variable):
                environment[variable] = os.environ[variable]
                continue
            service = kind(place, durable=durable)
            stack.callback(service.stop)
            service.start()
            environment[variable] = service.url
        place.announce(environment)
        try:
            yield {**os.environ, **environment}
        finally:
            patience = GUESTS_PATIENCE if wait_for_guests else 0
            with place.guests_lock(exclusive=True, patience=patience):
                place.services_file.unlink(missing_ok=True)


@contextmanager
def services(place: Place, purpose: str) -> Iterator[dict[str, str]]:
    """Yield the environment of services that are up: those of a running owner, else our own."""
    with ExitStack() as stack:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            yield {**os.environ, "PALIER_DATA_DIR": str(place.path)}
        else:
            yield _own_or_borrow(stack, place, purpose)


def _own_or_borrow(stack: ExitStack, place: Place, purpose: str) -> dict[str, str]:
    """Start the services, or borrow them; the owner may just be starting or stopping, hence the second tries."""
    deadline = time.monotonic() + HANDOVER_PATIENCE
    while True:
        try:
            return stack.enter_context(owned_services(place, purpose, wait_for_guests=True))
        except InUse:
            with ExitStack() as guest:
                guest.enter_context(place.guests_lock(exclusive=False, patience=1))
                environment = place.announced()
                if environment:
                    stack.push(guest.pop_all())
                    return {**os.environ, **environment}
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)
