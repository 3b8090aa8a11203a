"""What participants, organiser and deputy of a group purchase are told, event by event."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from listings.models import Response
from listings.notices import ListingKind
from notifications.kinds import register

#: What happened to a purchase, and what that means for the reader.
_NEWS: "dict[str, tuple[str | Promise, str | Promise]]" = {
    "price": (gettext_lazy("A price changed: “%(listing)s”"), gettext_lazy("Look at it again: you may withdraw until the last day.")),
    "soon": (gettext_lazy("Two days left: “%(listing)s”"), gettext_lazy("The page shows what is missing. A neighbour to tell?")),
    "extended": (gettext_lazy("Not enough yet, a little more time: “%(listing)s”"), gettext_lazy("You may still change or withdraw your pledge.")),
    "locked": (gettext_lazy("It comes about: “%(listing)s”"), gettext_lazy("Pledges bind now. The page says what you take and what it costs.")),
    "cut": (gettext_lazy("It comes about, with less for you: “%(listing)s”"), gettext_lazy("The last pack did not fill. The page says what is ordered for you.")),
    "failed": (gettext_lazy("It did not come about: “%(listing)s”"), gettext_lazy("Nobody owes anything. %(why)s")),
    "ordered": (gettext_lazy("Ordered: “%(listing)s”"), gettext_lazy("You are told when it can be fetched.")),
    "ready": (gettext_lazy("To be fetched: “%(listing)s”"), gettext_lazy("The page says when, where and how much it costs.")),
    "short": (gettext_lazy("To be fetched, less than ordered came: “%(listing)s”"), gettext_lazy("It was shared out fairly: the page says what you get.")),
    "deputy": (gettext_lazy("You are asked to stand in: “%(listing)s”"), gettext_lazy("You can run it with the organiser, or say no on its page.")),
    "no-deputy": (gettext_lazy("Nobody stands in any more: “%(listing)s”"), gettext_lazy("Ask another neighbour.")),
    "taken-over": (gettext_lazy("You organise now: “%(listing)s”"), gettext_lazy("The organiser has left the neighbourhood.")),
}  # fmt: skip


@register
class PurchaseNews(ListingKind):
    key = "purchase-news"
    label = gettext_lazy("A group purchase of mine moves on")
    title = gettext_lazy("“%(listing)s” moved on")

    def texts(self, data: Mapping[str, object], response: Response | None) -> "tuple[str | Promise, str | Promise]":
        return _NEWS.get(str(data.get("event")), (self.title, ""))
