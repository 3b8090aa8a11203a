"""The operator's outbox in the Wagtail admin, and what the audit log calls the acts of alerts."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from home.permissions import is_operator
from notifications.admin import outbox
from notifications.models import OfficialSource


class OperatorMenuItem(MenuItem):
    """Shown to those who operate the portal."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user)


@hooks.register("register_admin_urls")
def outbox_urls() -> list[URLPattern]:
    return [
        path("envois/", outbox.outbox, name="outbox"),
        path("envois/reprendre/", outbox.outbox_redrive, name="outbox_redrive"),
    ]


class OfficialSourceViewSet(ModelViewSet):
    """The feeds this portal listens to. No curator has rights on them: only operators do."""

    model = OfficialSource
    icon = "globe"
    form_fields = ["name", "url", "place", "is_active"]
    list_display = ["name", "is_active", "polled_at", "fault"]
    add_to_admin_menu = True
    menu_order = 910
    inspect_view_enabled = False


@hooks.register("register_admin_viewset")
def official_sources() -> OfficialSourceViewSet:
    return OfficialSourceViewSet("official_sources")


@hooks.register("register_admin_menu_item")
def outbox_menu_item() -> MenuItem:
    return OperatorMenuItem(_("Outbox"), reverse("outbox"), name="outbox", icon_name="mail", order=900)


@hooks.register("register_log_actions")
def alert_actions(actions: LogActionRegistry) -> None:
    actions.register_action("notifications.publish_alert", _("Send an alert"), _("Alert sent"))
    actions.register_action("notifications.update_alert", _("Update an alert"), _("Alert updated"))
    actions.register_action("notifications.widen_alert", _("Widen an alert"), _("Alert confirmed by neighbours and widened"))
    actions.register_action("notifications.end_alert", _("End an alert"), _("Alert ended"))
    actions.register_action("notifications.release_texts", _("Let text messages go"), _("Text messages confirmed by a second person"))
    actions.register_action("notifications.extend_alert", _("Extend an alert"), _("Alert extended"))
