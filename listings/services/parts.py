"""What a kind of listing keeps in rows of their own, beside its page."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from listings.errors import NotAllowedError, NothingLeftError, WrongStateError
from listings.models import BringItem, BringPromise, ExactPlace, ListingPage, Occurrence
from listings.services.purchases.products import set_products, set_slots
from listings.services.record import lock_listing

if TYPE_CHECKING:
    from accounts.models import User


def arrange_parts(listing: ListingPage, parts: Mapping[str, Any]) -> None:
    """Write what the form gave beside the page; what it did not give stays. Raises KeyError for a part nobody knows."""
    for name, value in parts.items():
        _PARTS[name](listing, value)


def _set_exact_place(listing: ListingPage, place: tuple[str, bool]) -> None:
    words, is_private = place
    if words:
        ExactPlace.objects.update_or_create(listing_id=listing.pk, defaults={"words": words, "is_private": is_private})
    else:
        ExactPlace.objects.filter(listing_id=listing.pk).delete()


def _set_bring_list(listing: ListingPage, items: Sequence[tuple[str, int]]) -> None:
    """Keep what is still asked for with who promised it; drop the rest."""
    listing.bring_items.exclude(label__in=[label for label, _wanted in items]).delete()
    for order, (label, wanted) in enumerate(items):
        BringItem.objects.update_or_create(listing_id=listing.pk, label=label, defaults={"wanted": wanted, "order": order})


_PARTS: dict[str, Callable[[ListingPage, Any], None]] = {
    "exact_place": _set_exact_place,
    "bring": _set_bring_list,
    "products": set_products,
    "slots": set_slots,
}


@transaction.atomic
def promise_to_bring(*, item: BringItem, occurrence: Occurrence, by: "User") -> BringPromise:
    """Take one thing upon oneself for one date. Promising twice changes nothing.

    Raises NotAllowedError when the person does not come, NothingLeftError when enough others bring it, WrongStateError.
    """
    listing = lock_listing(item.listing)
    existing = BringPromise.objects.filter(item=item, occurrence=occurrence, resident=by).first()
    if existing:
        return existing
    occurrence = listing.occurrences.standing().to_come().filter(pk=occurrence.pk).first()
    if occurrence is None or listing.state != ListingPage.State.OPEN:
        raise WrongStateError(_("Choose a date to come: that one is over or does not take place."))
    if listing.author_id != by.pk and not listing.responses.about(occurrence).accepted().given_by(by).exists():
        raise NotAllowedError(_("Say first that you are coming."))
    if item.promises.filter(occurrence=occurrence).count() >= item.wanted:
        raise NothingLeftError(_("Somebody brings it already."))
    return BringPromise.objects.create(item=item, occurrence=occurrence, resident=by)


@transaction.atomic
def take_back_promise(*, item: BringItem, occurrence: Occurrence, by: "User") -> None:
    """Do not bring it after all. Saying it twice changes nothing."""
    lock_listing(item.listing)
    BringPromise.objects.filter(item=item, occurrence=occurrence, resident=by).delete()
