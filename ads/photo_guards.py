"""Who sees the picture of an advertisement before it is accepted: the curators who are to read it."""

from typing import TYPE_CHECKING

from ads.models import Campaign
from home.photo_guards import photo_guard

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Photo


@photo_guard
def reads_campaign(photo: "Photo", user: "User | AnonymousUser") -> bool:
    """Tell whether the photo belongs to a paid campaign in a place this person runs."""
    return Campaign.objects.run_by(user).filter(image=photo, paid_at__isnull=False).exists()
