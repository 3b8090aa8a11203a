"""What local shops add to the Wagtail admin: spots, rate cards, and names for what is logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from ads.admin.policies import OwnPlacesPolicy
from ads.admin.viewsets import ShopsGroup
from ads.models import RateCard, Slot

# Spots are given to every neighbourhood; a curator opens and closes them.
register_permission_policy(Slot, OwnPlacesPolicy(Slot, ["change"]))
register_permission_policy(RateCard, OwnPlacesPolicy(RateCard, ["add", "change", "delete"]))

ACTIONS = {
    "shop_registered": _("Registered a shop"),
    "shop_changed": _("Changed a shop"),
    "shop_listed": _("Let a shop into the directory"),
    "shop_refused": _("Refused a shop"),
    "word_published": _("Published a word of the week"),
    "weeks_held": _("Put weeks into a basket"),
    "dropped": _("Gave the weeks of a basket back"),
    "written": _("Wrote an advertisement"),
    "transfer_announced": _("Announced a transfer"),
    "paid": _("Paid a campaign"),
    "refunded": _("Gave money back"),
    "refund_wired": _("Sent a refund"),
    "approved": _("Accepted an advertisement"),
    "refused": _("Refused an advertisement"),
    "reported": _("Reported an advertisement"),
    "resumed": _("Let a reported advertisement stand"),
    "stopped": _("Stopped an advertisement"),
    "cancelled": _("Cancelled weeks"),
    "moved": _("The campaign went on"),
}


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    for event, label in ACTIONS.items():
        actions.register_action(f"ads.{event}", label, label)


@hooks.register("register_admin_viewset")
def shops() -> ShopsGroup:
    return ShopsGroup()
