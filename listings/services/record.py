"""Locking a listing, and writing down what happened to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wagtail.log_actions import log

from listings.models import ListingPage
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User
    from listings.models import Occurrence, Response


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
    if people := [person for person in to if person is not None]:
        notify(kind, to=people, data=data, by=by)
