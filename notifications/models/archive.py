from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage, TreePage
from home.page_forms import PlaceBoundForm
from home.zones import tell_hours_of
from notifications.models.alert import Alert

PER_PAGE = 20


class AlertArchivePage(TreePage):
    """The alerts of one neighbourhood, past and present."""

    base_form_class = PlaceBoundForm
    parent_page_types = ["home.NeighbourhoodPage"]
    subpage_types = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of alerts")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        neighbourhood = NeighbourhoodPage.objects.parent_of(self).first()
        tell_hours_of(neighbourhood)
        alerts = Paginator(Alert.objects.at(neighbourhood).visible_to(request.user).running_first(), PER_PAGE).get_page(
            request.GET.get("page")
        )
        shown = [str(alert.public_id) for alert in alerts if alert.is_running]
        return {**context, "neighbourhood": neighbourhood, "alerts": alerts, "alerts_shown": shown}
