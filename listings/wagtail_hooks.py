"""What listings add to Wagtail: names for what is logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

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
    "no_show": _("Noted that nobody came"),
}


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    for event, label in ACTIONS.items():
        actions.register_action(f"listings.{event}", label, label)
