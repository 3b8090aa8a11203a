"""Places opened or renamed in Wagtail's admin get what those opened by a service get; who leaves a place leaves no trace of the home."""

from typing import Any

from django.dispatch import receiver

from wagtail.signals import page_published

from home.models import Membership, NeighbourhoodPage, TownPage
from home.services import forget_home_cell, provision_place
from home.signals import membership_ended


@receiver(page_published, sender=NeighbourhoodPage)
@receiver(page_published, sender=TownPage)
def place_was_published(sender: type, instance: TownPage | NeighbourhoodPage, **_kwargs: Any) -> None:
    provision_place(instance)


@receiver(membership_ended)
def resident_left(sender: type, membership: Membership, **_kwargs: Any) -> None:
    forget_home_cell(user=membership.user)
