"""Places opened or renamed in Wagtail's admin get what those opened by a service get."""

from typing import Any

from django.dispatch import receiver

from wagtail.signals import page_published

from home.models import NeighbourhoodPage, TownPage
from home.services import provision_place


@receiver(page_published, sender=NeighbourhoodPage)
@receiver(page_published, sender=TownPage)
def place_was_published(sender: type, instance: TownPage | NeighbourhoodPage, **_kwargs: Any) -> None:
    provision_place(instance)
