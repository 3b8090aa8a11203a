"""Places without curator: after DORMANT_AFTER they are dormant, and wake as soon as somebody takes over.

A dormant place goes on: neighbours read, publish and join. Its cards are printed by the town's curators or the operator.
Since when a desk stands empty is what `home.attendance` tells.
"""

from django.db import transaction
from django.utils import timezone

from home.attendance import unattended_since
from home.models import NeighbourhoodPage
from notifications.services import notify
from verification.founding import policy, states
from verification.founding.recipients import reviewers_of

State = NeighbourhoodPage.State


def watch_places() -> int:
    """Let places sleep whose desk has stood empty for DORMANT_AFTER, and wake those with somebody at it again; return how many."""
    limit = timezone.localdate() - policy.DORMANT_AFTER
    empty = NeighbourhoodPage.objects.filter(state=State.LIVE, desk__attended_on__lte=limit).values_list("pk", flat=True)
    changed = sum(_sleep(pk) for pk in list(empty))
    attended = NeighbourhoodPage.objects.filter(state=State.DORMANT, desk__attended_on__gt=limit).values_list("pk", flat=True)
    return changed + sum(wake_place(neighbourhood_id=pk) for pk in list(attended))


@transaction.atomic
def _sleep(pk: int) -> bool:
    place = states.locked(pk)
    since = unattended_since(place)
    if place.state != State.LIVE or since is None or since > timezone.localdate() - policy.DORMANT_AFTER:
        return False
    states.move(place, State.DORMANT, by=None)
    notify("place_dormant", to=reviewers_of(place), data={"place": place.pk})
    return True


@transaction.atomic
def wake_place(*, neighbourhood_id: int) -> bool:
    """Wake a dormant place that has a curator who may sign in; return whether it slept. Safe to repeat."""
    place = states.locked(neighbourhood_id)
    curated = NeighbourhoodPage.objects.filter(pk=place.pk).with_curator_count().filter(curator_count__gt=0)
    if place.state != State.DORMANT or not curated.exists():
        return False
    states.move(place, State.LIVE, by=None)
    return True
