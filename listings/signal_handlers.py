"""What lower rooms tell us. Each handler only calls a service."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from accounts.models import User
from home.models import Membership
from home.signals import membership_ended
from listings import services
from listings.models import ListingPhoto


@receiver(membership_ended, dispatch_uid="listings-membership-ended")
def withdraw_listings(*, membership: Membership, **_: Any) -> None:
    services.hand_over_purchases(membership=membership)
    services.close_listings_of_former_resident(membership=membership)
    services.withdraw_answers_of_former_resident(membership=membership)
    services.withdraw_pledges_of_former_resident(membership=membership)


@receiver(post_delete, sender=ListingPhoto, dispatch_uid="listings-photo-deleted")
def delete_picture(*, instance: ListingPhoto, **_: Any) -> None:
    services.delete_picture(photo_id=instance.photo_id)


@receiver(pre_delete, sender=User, dispatch_uid="listings-person-deleted")
def close_accounts(*, instance: User, **_: Any) -> None:
    services.settle_time_account(user=instance)
    services.leave_conversations(user=instance)
