from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def alert_actions(actions: LogActionRegistry) -> None:
    actions.register_action("notifications.publish_alert", _("Send an alert"), _("Alert sent"))
    actions.register_action("notifications.update_alert", _("Update an alert"), _("Alert updated"))
    actions.register_action("notifications.widen_alert", _("Widen an alert"), _("Alert confirmed by neighbours and widened"))
    actions.register_action("notifications.end_alert", _("End an alert"), _("Alert ended"))
