"""The operator's outbox in the Wagtail admin, and what the audit log calls the acts of alerts."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from home.permissions import is_operator
from notifications.admin import outbox


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


@hooks.register("register_admin_menu_item")
def outbox_menu_item() -> MenuItem:
    return OperatorMenuItem(_("Outbox"), reverse("outbox"), name="outbox", icon_name="mail", order=900)


@hooks.register("register_log_actions")
def alert_actions(actions: LogActionRegistry) -> None:
    actions.register_action("notifications.publish_alert", _("Send an alert"), _("Alert sent"))
    actions.register_action("notifications.update_alert", _("Update an alert"), _("Alert updated"))
    actions.register_action("notifications.widen_alert", _("Widen an alert"), _("Alert confirmed by neighbours and widened"))
    actions.register_action("notifications.end_alert", _("End an alert"), _("Alert ended"))
