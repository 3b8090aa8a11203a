"""Who sees the pictures of listings: whoever may see the listing."""

from typing import TYPE_CHECKING

from home.photo_guards import photo_guard
from listings.models import ListingPhoto

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Photo


@photo_guard
def sees_listing(photo: "Photo", user: "User | AnonymousUser") -> bool:
    """Tell whether the photo belongs to a listing this person may see."""
    return ListingPhoto.objects.visible_to(user).filter(photo=photo).exists()
