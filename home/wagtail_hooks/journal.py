"""The words of the audit log for what happens to places. No personal data in it."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def place_actions(actions: LogActionRegistry) -> None:
    actions.register_action("home.place_opened", _("Open a place"), _("Place opened"))
    actions.register_action("home.curator_appointed", _("Appoint a curator"), _("Curator appointed"))
    actions.register_action("home.curator_dismissed", _("Dismiss a curator"), _("Curator dismissed"))
    actions.register_action("home.curator_invited", _("Invite a curator"), _("Curator invited"))
    actions.register_action("home.absence_declared", _("Declare an absence"), _("Absence declared"))
    actions.register_action("home.deputy_stands_in", _("Stand in"), _("Deputy stands in"))
    actions.register_action("home.deputy_steps_back", _("Step back"), _("Deputy steps back"))
    actions.register_action("home.desk_empty", _("Tell of an empty desk"), _("Somebody was told that this desk is empty"))
