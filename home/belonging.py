"""Where a person belongs: what every rule about reading asks of them, as queries or as numbers read once a request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone

from accounts.prepared import numbers, prepared_rows, truth
from home.models import Membership, NeighbourhoodPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from accounts.models import User


@dataclass(frozen=True)
class Belonging:
    """A person, the neighbourhoods they live in, those that are partners of these, and those they run.

    These are queries in `belonging`, lists of numbers in `belonging_now`, and the places of such lists in a kept statement
    (`as_parameters`, see accounts.prepared).
    """

    user: Any
    homes: Any
    partners: Any
    curated: Any
    everything: Any = False

    @property
    def values(self) -> dict[str, Any]:
        """Return what a kept statement is asked with: its parameters have the names of the fields."""
        return vars(self)


def belonging(user: "User") -> Belonging:
    """Return where an active person belongs as queries: right whenever they are asked."""
    mine = Membership.objects.of(user).active()
    curated = NeighbourhoodPage.objects.filter(curator_group__user=user).values("pk")
    return Belonging(user, mine.values("neighbourhood"), partners_of(mine), curated, everything=user.is_superuser)


def belonging_now(user: "User | AnonymousUser") -> Belonging | None:
    """Read where a person belongs, in one statement; None for who belongs nowhere: a visitor, a closed account.

    It holds for the page that is being made. Whatever writes asks again, under its lock.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    found = _belonging(user=user.pk, now=timezone.now())
    return Belonging(user.pk, *found[0], everything=user.is_superuser) if found else None


def belonging_of(request: "HttpRequest") -> Belonging | None:
    """Return where the reader of a page belongs, read once for the request."""
    if not hasattr(request, "_belonging"):
        request._belonging = belonging_now(request.user)
    return request._belonging


def as_parameters(*, user: Any, homes: Any, partners: Any, curated: Any, everything: Any) -> Belonging:
    """Return a belonging whose facts each call of a kept statement brings."""
    return Belonging(user, numbers(homes), numbers(partners), numbers(curated), truth(everything))


def partners_of(memberships: models.QuerySet) -> models.QuerySet:
    """Return the neighbourhoods that are partners of those memberships' neighbourhoods. Partnership has no direction."""
    return NeighbourhoodPage.partners.through.objects.filter(from_neighbourhoodpage__in=memberships.values("neighbourhood")).values(
        "to_neighbourhoodpage"
    )


@prepared_rows
def _belonging(user: Any, now: Any) -> models.QuerySet:
    mine = Membership.objects.filter(user=user).active(now)
    curated = NeighbourhoodPage.objects.filter(curator_group__user=user).order_by().values("pk")
    lists = (mine.values("neighbourhood"), partners_of(mine), curated)
    return get_user_model().objects.filter(pk=user).values_list(*(ArraySubquery(one) for one in lists))
