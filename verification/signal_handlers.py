"""What lower rooms tell us. Each handler only calls a service."""

from typing import Any

from django.dispatch import receiver

from home.models import NeighbourhoodPage, TownPage
from home.signals import curator_appointed
from verification.founding import dormancy


@receiver(curator_appointed, dispatch_uid="verification-curator-appointed")
def wake_place(*, place: NeighbourhoodPage | TownPage, **_: Any) -> None:
    if isinstance(place, NeighbourhoodPage):
        dormancy.wake_place(neighbourhood_id=place.pk)
