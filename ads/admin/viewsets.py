"""Spots and rate cards in the Wagtail admin. Each list, form and address knows only the rows of the places one runs."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.models import Page

from ads.models import RateCard, Slot
from ads.querysets.places import neighbourhoods_run_by, towns_run_by
from ads.weeks import week_of


def places_of(user: Any) -> QuerySet[Page]:
    """Return the towns and neighbourhoods one writes rate cards for."""
    pages = Page.objects.filter(pk__in=towns_run_by(user).values("pk")) | Page.objects.filter(
        pk__in=neighbourhoods_run_by(user).values("pk")
    )
    return pages.order_by("path")


class RateCardForm(WagtailAdminModelForm):
    """A posted number of another place is no choice, whatever the list offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ModelChoiceField(places_of(self.for_user), label=self.fields["place"].label)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("first_week", "last_week"):
            if isinstance(cleaned.get(name), date):
                cleaned[name] = week_of(cleaned[name])
        first, last = cleaned.get("first_week"), cleaned.get("last_week")
        if bool(first) != bool(last):
            self.add_error("last_week", _("Give both weeks, or none for all weeks."))
        elif first and last < first:
            self.add_error("last_week", _("The last week comes before the first."))
        return cleaned


class OwnRowsView(IndexView):
    """A list of the rows of one's own places; Wagtail's shows every row to whoever may open it."""

    loaded: ClassVar[str]
    order: ClassVar[tuple[str, ...]]

    def get_base_queryset(self) -> QuerySet:
        return self.model.objects.run_by(self.request.user).select_related(self.loaded).order_by(*self.order)


class SlotsView(OwnRowsView):
    loaded, order = "neighbourhood", ("neighbourhood__title", "key")


class RateCardsView(OwnRowsView):
    loaded, order = "place", ("place__path", "key", "first_week")


class OwnObject:
    """Mixin for Wagtail's views of one object: their addresses take any number, and their permission test none but the model."""

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        found = super().get_object(*args, **kwargs)
        if not self.model.objects.run_by(self.request.user).filter(pk=found.pk).exists():
            raise Http404
        return found


class OwnEditView(OwnObject, EditView):
    pass


class OwnDeleteView(OwnObject, DeleteView):
    pass


class OwnHistoryView(OwnObject, ModelViewSet.history_view_class):
    pass


class OwnUsageView(OwnObject, ModelViewSet.usage_view_class):
    pass


class _OwnRows:
    """What both have in common."""

    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView
    add_to_reference_index = False
    inspect_view_enabled = False
    copy_view_enabled = False


class SlotViewSet(_OwnRows, ModelViewSet):
    model = Slot
    index_view_class = SlotsView
    name = url_prefix = "ads_slots"
    menu_label = gettext_lazy("Spots")
    icon = "table"
    list_display = ["__str__", BooleanColumn("open", label=gettext_lazy("For rent"))]
    edit_handler = ObjectList([FieldPanel("open")])


class RateCardViewSet(_OwnRows, ModelViewSet):
    model = RateCard
    index_view_class = RateCardsView
    name = url_prefix = "ads_rates"
    menu_label = gettext_lazy("Rate cards")
    icon = "tag"
    list_display = ["place", "key", "price", "label", "first_week", "last_week"]
    edit_handler = ObjectList(
        [
            FieldPanel("place"),
            FieldPanel("key"),
            FieldPanel("price"),
            FieldPanel("label"),
            FieldPanel("first_week"),
            FieldPanel("last_week"),
        ],
        base_form_class=RateCardForm,
    )


class ShopsGroup(ModelViewSetGroup):
    """Under one heading of the admin's menu, with the way to the curators' desk."""

    menu_label = gettext_lazy("Local shops")
    menu_icon = "tag"
    menu_order = 260
    items = (SlotViewSet, RateCardViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        from django.urls import reverse

        desk = MenuItem(_("What waits for me"), reverse("ads:desk"), name="ads-desk", icon_name="clipboard-list", order=1)
        return [desk, *super().get_submenu_items()]
