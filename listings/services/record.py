"""Locking a listing, and writing down what happened to it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from wagtail.log_actions import log

from listings.models import ListingPage
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User
    from listings.models import Occurrence, Response

#: What is said about an answer and may be said about several at once: each such notice names how many dates it is about.
_OF_SEVERAL = frozenset({"response-received", "response-accepted", "response-declined", "response-ended"})
#: What is gathered by `told_as_one`: the kind, listing and people, then the notices that came together there.
_gathered: ContextVar["dict[tuple, list[dict[str, str]]] | None"] = ContextVar("gathered", default=None)


def lock_listing(listing: ListingPage) -> ListingPage:
    """Lock a listing's row until the end of the transaction and return it as its own kind.

    Every count of what is left and every change of state happens under this lock. Locking comes first and reading
    second, so that what is read is what the last holder of the lock left behind.
    """
    ListingPage.objects.select_for_update(of=("self",)).only("public_id").get(pk=listing.pk)
    return ListingPage.objects.get(pk=listing.pk).specific


def lock_in_order(numbers: Iterable[int]) -> dict[int, ListingPage]:
    """Lock several listings in the order of their numbers, so that nobody waits in a circle; return them by number."""
    return {number: lock_listing(ListingPage(pk=number)) for number in sorted(set(numbers))}


def record(listing: ListingPage, event: str, *, by: "User | None", **data: str) -> None:
    """Log one event of a listing: who, what, from which state to which, why. No personal data."""
    log(instance=listing, action=f"listings.{event}", user=by, data=data)


def tell(
    kind: str,
    to: Iterable["User | None"],
    *,
    by: "User | None",
    listing: ListingPage,
    response: "Response | None" = None,
    occurrence: "Occurrence | None" = None,
) -> None:
    """Notify the people concerned, by ids only."""
    about = {"listing": listing, "response": response, "occurrence": occurrence}
    data = {name: str(row.public_id) for name, row in about.items() if row is not None}
    if not (people := tuple(dict.fromkeys(person for person in to if person is not None))):
        return
    gathered = _gathered.get()
    if gathered is not None and kind in _OF_SEVERAL:
        gathered.setdefault((kind, listing.pk, people, by), []).append(data)
    else:
        notify(kind, to=people, data=data, by=by)


@contextmanager
def told_as_one() -> Iterator[None]:
    """Tell what happens within to several answers by one notice for each kind and listing; nobody is told of what fails.

    Its data is that of the first answer, and `dates`: how many there were. Within another such block, that one tells.
    """
    if _gathered.get() is not None:
        yield
        return
    gathered: dict[tuple, list[dict[str, str]]] = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for (kind, _listing, people, by), rows in gathered.items():
        several = {"dates": len(rows)} if len(rows) > 1 else {}
        notify(kind, to=people, data=rows[0] | several, by=by)
