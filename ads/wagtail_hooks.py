"""What local shops add to the Wagtail admin: names for what is logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "shop_registered": _("Registered a shop"),
    "shop_changed": _("Changed a shop"),
    "shop_listed": _("Let a shop into the directory"),
    "shop_refused": _("Refused a shop"),
    "word_published": _("Published a word of the week"),
}


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    for event, label in ACTIONS.items():
        actions.register_action(f"ads.{event}", label, label)
