"""What lower rooms tell us. Each handler only calls a service."""

from typing import Any

from django.dispatch import receiver

from home.models import Membership
from home.signals import membership_ended
from listings import services


@receiver(membership_ended, dispatch_uid="listings-membership-ended")
def withdraw_listings(*, membership: Membership, **_: Any) -> None:
    services.close_listings_of_former_resident(membership=membership)
