"""What a person may do with pages in the admin, where Wagtail's own answer is too generous."""

from typing import TYPE_CHECKING

from django.db.models import Q

from wagtail.models import GroupPagePermission, Page, PagePermissionTester

if TYPE_CHECKING:
    from accounts.models import User


class PlacePermissionTester(PagePermissionTester):
    """Rights on a place itself: its curators edit it, only the operator removes, hides or moves it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_move(self) -> bool:
        return self.user.is_superuser and super().can_move()

    def can_copy(self) -> bool:
        return self.user.is_superuser and super().can_copy()


def reachable_pages(user: "User") -> Q:
    """Return the condition for pages below what the person's groups have rights on, and for the way down to them."""
    roots = GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True).distinct()
    reach = Q(pk__in=[])
    for path in roots:
        reach |= Q(path__startswith=path) | Q(path__in=[path[:end] for end in range(Page.steplen, len(path), Page.steplen)])
    return reach
