"""What people are told about exchanges, their time account and what may suit them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.hours import in_words
from listings.models import TimeEntry
from listings.notices import ListingKind
from notifications.kinds import Message, NotificationKind, register


@register
class LegGiven(ListingKind):
    key = "leg-given"
    label = gettext_lazy("Somebody says that they did what we agreed on")
    title = gettext_lazy("Did you receive it? “%(listing)s”")
    body = gettext_lazy("Say so in “My listings”: that is what ends an exchange.")
    goes_to = "mine"


@register
class LegReceived(ListingKind):
    key = "leg-received"
    label = gettext_lazy("Somebody confirms what they received from me")
    title = gettext_lazy("Confirmed: “%(listing)s”")
    goes_to = "mine"


@register
class HoursReturned(NotificationKind):
    key = "hours-returned"
    theme = "exchange"
    label = gettext_lazy("Hours are given back to me")

    def build(self, data: Mapping[str, object]) -> Message:
        """Say how much came back; who gave it back is on the page."""
        entry = TimeEntry.objects.filter(transfer__public_id=data["transfer"], minutes__gt=0).first()
        words = {"time": in_words(entry.minutes) if entry else ""}
        return Message(title=_("%(time)s are back on your time account") % words, body="", url=reverse("listings:hours"))


@register
class MatchFound(ListingKind):
    key = "match-found"
    label = gettext_lazy("A new listing may suit me")
    title = gettext_lazy("This may suit you: “%(listing)s”")
    goes_to = "suits"
    default_channels = ("in_app", "push")


@register
class RingFound(ListingKind):
    key = "ring-found"
    label = gettext_lazy("An exchange between two or three neighbours is possible")
    title = gettext_lazy("An exchange is possible, with “%(listing)s” among others")
    body = gettext_lazy("Each would give what the next one looks for. It stands when all have said yes.")
    goes_to = "suits"
    default_channels = ("in_app", "push")


@register
class RingAgreed(ListingKind):
    key = "ring-agreed"
    label = gettext_lazy("All have said yes to an exchange between neighbours")
    title = gettext_lazy("All have said yes: you receive from “%(listing)s”")
    goes_to = "mine"
