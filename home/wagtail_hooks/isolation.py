"""A curator meets their own places only. Wagtail trusts whoever may enter its admin; we do not (F14, TEN-02)."""

from typing import TYPE_CHECKING

from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from home.page_rights import reachable_pages
from home.photo_policy import PhotoPolicy

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail.admin.menu import MenuItem
    from wagtail.query import PageQuerySet

register_permission_policy(get_image_model(), PhotoPolicy(get_image_model(), "wagtailimages.Image", "uploaded_by_user"))

#: Wagtail's site-wide screens: what they show is not cut by place.
_HIDDEN = {"reports", "help", "settings", "snippets"}


@hooks.register("construct_main_menu")
def only_own_screens(request: "HttpRequest", menu_items: "list[MenuItem]") -> None:
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in _HIDDEN]


@hooks.register("construct_page_chooser_queryset")
def only_own_pages_to_choose(pages: "PageQuerySet", request: "HttpRequest") -> "PageQuerySet":
    """Cut the chooser and its search to the curator's pages and the way down to them; `home.middleware` refuses a parent elsewhere."""
    if request.user.is_superuser:
        return pages
    return pages.filter(reachable_pages(request.user))


@hooks.register("construct_explorer_page_queryset")
def only_own_pages_to_explore(parent_page: Page, pages: "PageQuerySet", request: "HttpRequest") -> "PageQuerySet":
    return pages if request.user.is_superuser else pages.filter(reachable_pages(request.user))
