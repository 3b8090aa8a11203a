"""Asking for a postcard: every limit of VER-05, under the locks of the rows the limits are about."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.geocoding import GeocodingError, search_address
from home.locate import contains
from home.models import Boundary, Membership, NeighbourhoodPage
from home.models.places import VerificationMethod
from verification import addresses, policy
from verification.errors import AddressRefusedError, LimitReachedError, NotPossibleError
from verification.models import Dwelling, PostalAddress, Postcard
from verification.permissions import accepts_postcards
from verification.sealing import dwelling_hash, seal_json
from verification.services import waking
from verification.services.dwellings import check_room
from verification.services.funnel import Step, record_step
from verification.services.memberships import await_proof, cancel_cards, lock_person, start_membership
from verification.services.place_policy import policy_of
from verification.services.postcodes import check_postcode

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def request_postcard(*, membership: Membership, address: addresses.Address, by: "User") -> Postcard:
    """Ask for a card to this address; a worker prepares it. Cards to another address of the same person are void (VER-02).

    Raises AddressRefusedError for an address the post could not serve, LimitReachedError with its end, NotPossibleError
    where postcards do not count or the membership has ended.
    """
    neighbourhood = membership.neighbourhood
    if not accepts_postcards(neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not accept postcards as a proof."))
    town = neighbourhood.town
    lines = read_address(address=address, town_code=town.code)
    hash_ = dwelling_hash(addresses.dwelling_key(address, town.code))

    # Always in this order, so that two requests never wait for each other: person, dwelling, neighbourhood.
    lock_person(membership.user_id)
    membership.refresh_from_db()
    if membership.state not in Membership.CURRENT_STATES:
        raise NotPossibleError(_("This membership has ended."))
    dwelling = Dwelling.objects.locked(hash_)
    NeighbourhoodPage.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=neighbourhood.pk)
    check_account(user=membership.user)
    check_dwelling(dwelling=dwelling, membership=membership)
    check_budget(neighbourhood=neighbourhood)

    cancel_cards(membership=membership, by=by, but_dwelling=hash_)
    if Postcard.objects.of(membership.user).live().count() >= policy.LIVE_CARDS_PER_ACCOUNT:
        raise LimitReachedError(_("Two cards are already on their way to you."))
    membership = await_proof(membership=membership, by=by)
    card = Postcard.objects.create(
        membership=membership, user=membership.user, neighbourhood=neighbourhood, dwelling=dwelling, language=(get_language() or "fr")[:2]
    )
    PostalAddress.objects.create(
        postcard=card,
        sealed_content=seal_json({"lines": lines, "round": addresses.place_in_round(address)}),
    )
    log(instance=card, action="verification.card_requested", user=by)
    record_step(neighbourhood=neighbourhood, step=Step.ASKED, method=VerificationMethod.POSTCARD)
    waking.after_commit(card)
    return card


def join_by_postcard(
    *, user: "User", neighbourhood: NeighbourhoodPage, address: addresses.Address, by: "User", show_street: bool = False
) -> Postcard:
    """Start a membership and ask for its card in one go: a refused card starts nothing. Raises what both raise."""
    read_address(address=address, town_code=neighbourhood.town.code)
    check_inside(address=address, neighbourhood=neighbourhood)
    street = addresses.shown_street(address) if show_street else ""
    with transaction.atomic():
        membership = start_membership(user=user, neighbourhood=neighbourhood, by=by, street=street)
        return request_postcard(membership=membership, address=address, by=by)


def check_inside(*, address: addresses.Address, neighbourhood: NeighbourhoodPage) -> None:
    """Refuse an address that the operator's geocoder knows, and knows elsewhere. Raises AddressRefusedError.

    Without geocoder, without answer or without boundary nothing is refused: the street is read again by whoever prints.
    Called outside any transaction, because it may wait for somebody else's service.
    """
    if not Boundary.objects.filter(place=neighbourhood).exists():
        return
    try:
        found = search_address(f"{address.street}, {address.postcode} {address.town}")
    except GeocodingError:
        return
    if found and not any(contains(neighbourhood.pk, point.lat, point.lon) for point in found):
        raise AddressRefusedError(
            "street", _("This address is not in %(place)s. Look at the map for the right neighbourhood.") % {"place": neighbourhood.title}
        )


def read_address(*, address: addresses.Address, town_code: str) -> list[str]:
    """Return the lines to print, or refuse what is no home in this town. Raises AddressRefusedError."""
    lines = addresses.format_address(address)
    if addresses.is_post_box(address):
        raise AddressRefusedError("street", _("Nobody lives in a post office box. Write the address of your home."))
    check_postcode(town_line=lines[-1], town_code=town_code)
    return lines


def check_account(*, user: "User") -> None:
    """Raise LimitReachedError when this person has asked for enough cards (VER-05)."""
    window = policy.ACCOUNT_WINDOW
    recent = Postcard.objects.of(user).requested_since(timezone.now() - window)
    if len(recent) >= policy.CARDS_PER_ACCOUNT:
        raise LimitReachedError(
            _("You have asked for three cards in three months."), recent[len(recent) - policy.CARDS_PER_ACCOUNT].requested_at + window
        )


def check_dwelling(*, dwelling: Dwelling, membership: Membership) -> None:
    """Raise LimitReachedError when this home wants no cards, has had enough of them, or holds enough accounts (VER-05)."""
    if dwelling.objected_at:
        raise LimitReachedError(_("The people at this address asked us to send no cards. Choose another proof, or ask the town hall."))
    window = policy.DWELLING_WINDOW
    recent = dwelling.postcards.requested_since(timezone.now() - window)
    if len(recent) >= policy.CARDS_PER_DWELLING:
        until = recent[len(recent) - policy.CARDS_PER_DWELLING].requested_at + window
        raise LimitReachedError(_("Two cards have been asked for at this address in two months."), until)
    check_room(dwelling=dwelling, user_id=membership.user_id)


def check_budget(*, neighbourhood: NeighbourhoodPage) -> None:
    """Raise LimitReachedError when the neighbourhood has sent its day's cards (VER-05)."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Postcard.objects.at(neighbourhood).requested_since(today).count() >= policy_of(neighbourhood).cards_per_day:
        reason = _("Many cards were asked for today in this neighbourhood. Ask again tomorrow.")
        raise LimitReachedError(reason, today + timedelta(days=1))
