"""Counting founders. Ten confirmed neighbours, or one curator's word, bring a gathering before the curators: once."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from home.models import Membership, NeighbourhoodPage
from notifications.services import notify
from verification.founding import policy, states
from verification.founding.recipients import members_of, reviewers_of
from verification.models import Founding

if TYPE_CHECKING:
    from accounts.models import User

State = NeighbourhoodPage.State


@dataclass(frozen=True)
class Progress:
    """How far a gathering has come: shown to everybody."""

    confirmed: int
    needed: int
    days_left: int

    @property
    def missing(self) -> int:
        """Return how many more neighbours it takes."""
        return max(0, self.needed - self.confirmed)


def confirmed_count(place: NeighbourhoodPage) -> int:
    """Return how many people have proved that they live in a place. Counted in public: the count is what founding is."""
    return Membership.objects.active().at(place).count()


def progress_of(founding: Founding) -> Progress:
    """Return how far a gathering has come."""
    left = founding.ends_at - timezone.now() if founding.ends_at else policy.GATHERING
    return Progress(confirmed_count(founding.neighbourhood), policy.FOUNDERS_NEEDED, max(0, ceil(left.total_seconds() / 86400)))


@transaction.atomic
def count_founder(*, neighbourhood_id: int) -> bool:
    """Look again whether a gathering is complete, after somebody was confirmed; return whether it went to review.

    Two last founders confirmed at once wait here for each other: the second counts both, and finds the place under review.
    """
    founding = Founding.objects.gathering().filter(neighbourhood=neighbourhood_id).first()
    if founding is None:
        return False
    place = states.locked(neighbourhood_id)
    return review_if_complete(place, founding)


def review_if_complete(place: NeighbourhoodPage, founding: Founding, *, by: "User | None" = None) -> bool:
    """Bring a locked gathering before the curators when it is sponsored or complete, unless another boundary is awaited."""
    founding.refresh_from_db(fields=["sponsored_at", "change_asked", "outcome"])
    if place.state != State.GATHERING or founding.change_asked or founding.outcome:
        return False
    if not founding.sponsored_at and confirmed_count(place) < policy.FOUNDERS_NEEDED:
        return False
    states.move(place, State.REVIEW, by=by)
    founding.review_at, founding.reminded_at = timezone.now(), None
    founding.save(update_fields=["review_at", "reminded_at"])
    notify("founding_to_review", to=reviewers_of(place), data={"founding": founding.pk}, by=by)
    notify("founding_in_review", to=members_of(place), data={"founding": founding.pk})
    return True
