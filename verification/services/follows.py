"""Reading along with partner neighbourhoods. It gives no right: what a follower reads, any partner's resident may read."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from home.models import NeighbourhoodPage
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding.policy import FOLLOWS_PER_PERSON
from verification.models import Follow
from verification.services.memberships import lock_person

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


@transaction.atomic
def follow_neighbourhood(*, neighbourhood: NeighbourhoodPage, by: "User") -> Follow:
    """Read along with a partner of one's own neighbourhood; twice is once.

    Raises NotPossibleError for a place that is no partner, LimitReachedError beyond FOLLOWS_PER_PERSON.
    """
    lock_person(by.pk)
    if not followable_by(by).filter(pk=neighbourhood.pk).exists():
        raise NotPossibleError(_("One follows the partners of one's own neighbourhood."))
    known = Follow.objects.filter(user=by)
    if not known.filter(neighbourhood=neighbourhood).exists() and known.count() >= FOLLOWS_PER_PERSON:
        raise LimitReachedError(_("You follow twelve neighbourhoods: that is as many as one can read. Leave one first."))
    return Follow.objects.get_or_create(user=by, neighbourhood=neighbourhood)[0]


@transaction.atomic
def unfollow_neighbourhood(*, neighbourhood: NeighbourhoodPage, by: "User") -> bool:
    """Stop reading along; return whether one did."""
    return Follow.objects.filter(user=by, neighbourhood=neighbourhood).delete()[0] > 0


def followable_by(user: "User") -> "QuerySet[NeighbourhoodPage]":
    """Return the open partner neighbourhoods of this person's own."""
    home = NeighbourhoodPage.objects.home_of(user)
    return NeighbourhoodPage.objects.open().filter(partners__in=home).distinct()


def followed_by(user: "User") -> "QuerySet[NeighbourhoodPage]":
    """Return what this person follows and may still follow: after a move, or the end of a partnership, it is silent."""
    return followable_by(user).filter(followers__user=user).order_by("title")
