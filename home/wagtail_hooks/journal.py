"""The words of the audit log for what happens to places. No personal data in it."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def place_actions(actions: LogActionRegistry) -> None:
    actions.register_action("home.place_opened", _("Open a place"), _("Place opened"))
    actions.register_action("home.curator_appointed", _("Appoint a curator"), _("Curator appointed"))
    actions.register_action("home.curator_dismissed", _("Dismiss a curator"), _("Curator dismissed"))
