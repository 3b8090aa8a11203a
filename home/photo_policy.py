"""Which photos the admin shows to whom: pictures residents sent with a listing or a message are not editorial material."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from home.models import Photo


class PhotoPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for images, without restricted photos: those have their own doors (TEN-04)."""

    def user_has_any_permission_for_instance(self, user: "User", actions: "Iterable[str]", instance: "Photo") -> bool:
        if instance.restricted and not user.is_superuser:
            return False
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user: "User", actions: "Iterable[str]") -> QuerySet:
        photos = super().instances_user_has_any_permission_for(user, actions)
        return photos if user.is_superuser else photos.filter(restricted=False)
