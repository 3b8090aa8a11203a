"""Who may do what with listings. Pure predicates; the queryset says who may read."""

from typing import TYPE_CHECKING

from home.models import Membership
from home.permissions import is_curator, is_operator, is_resident
from listings import kinds

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage
    from listings.models import GroupBuyPage, ListingPage, Response

#: Whoever comes near somebody's children has proved in full where they live [policy, docs/decisions/0014].
ANSWER_LEVELS = {"childcare": Membership.Level.VERIFIED}


def can_publish(user: "User | AnonymousUser", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person may offer or ask here: a full proof of residence, level 2."""
    return user.is_authenticated and is_resident(user, neighbourhood, Membership.Level.VERIFIED)


def can_respond(user: "User | AnonymousUser", listing: "ListingPage") -> bool:
    """Tell whether this person may answer: a confirmed neighbour, or one of a partner place where the author asked them too."""
    if not user.is_authenticated or listing.author_id in {None, user.pk} or listing.state != "open":
        return False
    return lives_within_reach(user, listing, ANSWER_LEVELS.get(listing.kind, Membership.Level.LOCATED))


def lives_within_reach(user: "User", listing: "ListingPage", level: int = Membership.Level.LOCATED) -> bool:
    """Tell whether this person lives where the listing is, or in a partner place where its author asked them too."""
    if is_resident(user, listing.neighbourhood, level):
        return True
    homes = Membership.objects.of(user).active().filter(level__gte=level).values("neighbourhood")
    return listing.audience != "neighbourhood" and listing.neighbourhood.partners.filter(pk__in=homes).exists()


def can_edit(user: "User | AnonymousUser", listing: "ListingPage") -> bool:
    """Tell whether this person may change the words: its author, while it has not ended."""
    return user.is_authenticated and listing.author_id == user.pk and listing.state != "closed"


def can_renew(user: "User | AnonymousUser", listing: "ListingPage") -> bool:
    """Tell whether this person may open a listing again: its author, unless a curator removed it, and still at home here."""
    return (
        user.is_authenticated
        and listing.author_id == user.pk
        and listing.state in {"open", "paused", "closed"}
        and listing.published_at is not None  # else a withdrawn draft would pass by the curator who reads first
        and listing.closed_reason != "removed"
        and not kinds.get(listing.kind).has_own_course
        and can_publish(user, listing.neighbourhood)
    )


def can_moderate(user: "User | AnonymousUser", listing: "ListingPage") -> bool:
    """Tell whether this person decides about listings of that place. Nobody decides about their own."""
    return listing.author_id != user.pk and (is_operator(user) or is_curator(user, listing.neighbourhood))


def can_print(user: "User | AnonymousUser", listing: "ListingPage") -> bool:
    """Tell whether this person may make a poster: anybody of what everybody may read, its author of the rest, who hangs it up.

    Nobody of childcare: what hangs on a wall is read by whoever passes.
    """
    if listing.kind == "childcare" or listing.state != "open":
        return False
    return listing.audience == "public" or (user.is_authenticated and listing.author_id == user.pk)


def can_decide(user: "User | AnonymousUser", response: "Response") -> bool:
    """Tell whether this person accepts or declines a response: the listing's author."""
    return user.is_authenticated and response.listing.author_id == user.pk


def can_withdraw(user: "User | AnonymousUser", response: "Response") -> bool:
    """Tell whether this person may take a response back: the one who gave it."""
    return user.is_authenticated and response.resident_id == user.pk


def can_pledge(user: "User | AnonymousUser", purchase: "GroupBuyPage") -> bool:
    """Tell whether this person may pledge, or change a pledge: whoever may answer, and the organiser, while pledges are taken."""
    if not purchase.takes_pledges():
        return False
    return can_respond(user, purchase) or (user.is_authenticated and purchase.author_id == user.pk)


def can_run(user: "User | AnonymousUser", purchase: "GroupBuyPage") -> bool:
    """Tell whether this person makes the steps of a purchase: its organiser, or the deputy."""
    return user.is_authenticated and user.pk in {purchase.author_id, purchase.deputy_id} and purchase.closed_reason != "removed"
