"""The outline editor in the Wagtail admin, and how its acts read in the log."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("home.set_boundary", _("Set the boundary"), _("Boundary set"))
    actions.register_action("home.import_boundaries", _("Import boundaries"), _("Boundaries imported"))
