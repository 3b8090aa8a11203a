"""What listings add to Wagtail: names for what is logged, and what the desk may not do to a neighbour's listing."""

from collections.abc import Iterable
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from home.models import NeighbourhoodPage
from home.permissions import is_operator
from listings import services
from listings.errors import ListingError
from listings.models import LegalFigure, ListingPage, SchoolHoliday, SchoolZone
from listings.views import trader_desk

ACTIONS = {
    "drafted": _("Drafted a listing"),
    "edited": _("Changed a listing"),
    "held": _("Handed a listing in"),
    "published": _("Published a listing"),
    "approved": _("Approved a listing"),
    "paused": _("Paused a listing"),
    "resumed": _("Resumed a listing"),
    "renewed": _("Renewed a listing"),
    "closed": _("Ended a listing"),
    "drawn": _("Drew the takers"),
    "answered": _("Answered a listing"),
    "accepted": _("Accepted an answer"),
    "declined": _("Declined an answer"),
    "withdrawn": _("Withdrew an answer"),
    "cancelled": _("Broke a promise"),
    "done": _("Handed over"),
    "received": _("Received a service"),
    "no_show": _("Noted that nobody came"),
    "offered": _("Offered a free place to the next in line"),
    "lapsed": _("An offered place was not taken"),
    "reminded": _("Reminded of a return"),
    "decided": _("Counted who comes"),
    "met": _("Noted a first meeting"),
    "date_cancelled": _("Cancelled a date"),
    "pledged": _("Pledged in a group purchase"),
    "purchase_moved": _("Moved a group purchase on"),
    "purchase_extended": _("Gave a group purchase more time"),
    "purchase_deputy": _("Changed the deputy of a group purchase"),
}


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    for event, label in ACTIONS.items():
        actions.register_action(f"listings.{event}", label, label)


class LegalFigures(ModelViewSet):
    """What the law sets, for the operator to keep up to date."""

    model = LegalFigure
    form_fields: ClassVar[list[str]] = ["key", "valid_from", "value", "source"]
    list_display: ClassVar[list[str]] = ["key", "valid_from", "value", "source"]
    list_filter: ClassVar[list[str]] = ["key"]
    icon = "doc-full"
    menu_label = _("Legal figures")
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def legal_figures() -> LegalFigures:
    return LegalFigures("legal_figures")


class SchoolZones(ModelViewSet):
    """Which departments' schools close together."""

    model = SchoolZone
    form_fields: ClassVar[list[str]] = ["letter", "departments", "source"]
    list_display: ClassVar[list[str]] = ["letter", "source"]
    icon = "site"
    menu_label = _("School zones")
    add_to_settings_menu = True


class SchoolHolidays(ModelViewSet):
    """When schools are closed, for the operator to write down each year."""

    model = SchoolHoliday
    form_fields: ClassVar[list[str]] = ["zone", "name", "first_day", "last_day", "source"]
    list_display: ClassVar[list[str]] = ["name", "zone", "first_day", "last_day"]
    list_filter: ClassVar[list[str]] = ["zone"]
    icon = "date"
    menu_label = _("School holidays")
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def school_years() -> list[ModelViewSet]:
    return [SchoolZones("school_zones"), SchoolHolidays("school_holidays")]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [path("commerce/", trader_desk.asked, name="trader_desk")]


class PlaceMenuItem(MenuItem):
    """Shown to those who run a neighbourhood, and to the operator."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user) or NeighbourhoodPage.objects.run_by(request.user).exists()


@hooks.register("register_admin_menu_item")
def traders_menu_item() -> MenuItem:
    return PlaceMenuItem(_("Offers for money"), reverse("trader_desk"), name="traders", icon_name="help", order=270)


@hooks.register("before_copy_page")
@hooks.register("before_move_page")
def keep_in_place(request: HttpRequest, page: Page, *_: object) -> HttpResponse | None:
    """Refuse to copy or move a listing: it is one person's, in one neighbourhood."""
    if not isinstance(page.specific, ListingPage):
        return None
    messages.error(request, gettext("A listing stays its author's, where it is."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def remove_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Make "unpublish" and "delete" of the desk what they mean here: the listing is removed and its author is told.

    An operator may really delete.
    """
    listing = page.specific
    if not isinstance(listing, ListingPage) or (is_operator(request.user) and "delete" in request.path):
        return None
    if request.method == "POST":
        try:
            services.remove_listing(listing=listing, by=request.user, why=gettext("It does not fit the neighbourhood's rules."))
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, gettext("The listing is removed, and its author is told."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def one_by_one(request: HttpRequest, action_type: str, objects: Iterable[object], _action: object) -> HttpResponse | None:
    """Refuse actions on many pages at once when a listing is among them: each removal has its reason."""
    pages = [page for page in objects if isinstance(page, Page)]
    if not any(isinstance(page.specific, ListingPage) for page in pages):
        return None
    messages.error(request, gettext("Decide about listings one by one."))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
