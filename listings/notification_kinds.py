"""What people are told about listings. Texts are made when read, from ids: what was removed meanwhile says nothing."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from listings import exchange_notices, purchase_news, talk_notices  # noqa: F401 - register what exchanges, purchases and messages tell
from listings.models import ListingPage, Response, SavedSearch
from listings.notices import ListingKind
from notifications.kinds import Message, NotificationKind, register

#: How an answer ended, for the other one of the two.
_ENDS: "dict[str, str | Promise]" = {
    "withdrawn": gettext_lazy("%(neighbour)s takes back what they answered: “%(listing)s”"),
    "cancelled": gettext_lazy("Called off, it is not promised any more: “%(listing)s”"),
    "done": gettext_lazy("Noted as done: “%(listing)s”"),
    "no_show": gettext_lazy("Noted that nobody came: “%(listing)s”"),
}


@register
class ResponseReceived(ListingKind):
    key = "response-received"
    label = gettext_lazy("Somebody answers one of my listings")
    title = gettext_lazy("%(neighbour)s answered “%(listing)s”")
    goes_to = "mine"
    says_dates = True


@register
class ResponseAccepted(ListingKind):
    key = "response-accepted"
    label = gettext_lazy("My answer to a listing is accepted")
    title = gettext_lazy("It is promised to you: “%(listing)s”")
    body = gettext_lazy("The listing's page tells you what to do next.")
    says_dates = True


@register
class ResponseDeclined(ListingKind):
    key = "response-declined"
    label = gettext_lazy("My answer to a listing is declined")
    title = gettext_lazy("This time it is no: “%(listing)s”")
    goes_to = "mine"
    says_dates = True


@register
class ResponseEnded(ListingKind):
    key = "response-ended"
    label = gettext_lazy("An answer is withdrawn, cancelled or done")
    title = gettext_lazy("Something changed about “%(listing)s”")
    goes_to = "mine"
    says_dates = True

    def texts(self, data: Mapping[str, object], response: Response | None) -> "tuple[str | Promise, str | Promise]":
        """Say how it ended: an answer that has ended stays as it is."""
        return _ENDS.get(response.state if response else "", self.title), self.body


@register
class ListingChanged(ListingKind):
    key = "listing-changed"
    label = gettext_lazy("A listing that is promised to me changed")
    for_residents = True
    title = gettext_lazy("“%(listing)s” changed: please read it again")


@register
class ListingClosed(ListingKind):
    key = "listing-closed"
    label = gettext_lazy("A listing I answered ended")
    title = gettext_lazy("“%(listing)s” has ended")
    goes_to = "mine"


@register
class ListingHeld(ListingKind):
    key = "listing-held"
    label = gettext_lazy("My listing waits for a curator")
    title = gettext_lazy("A curator reads “%(listing)s” before it appears")
    goes_to = "mine"
    default_channels = ("in_app",)


@register
class ListingToRead(ListingKind):
    key = "listing-to-read"
    theme = "desk"
    label = gettext_lazy("A listing waits for me, as a curator")
    title = gettext_lazy("“%(listing)s” waits to be read")
    goes_to = "held"


@register
class ListingApproved(ListingKind):
    key = "listing-approved"
    label = gettext_lazy("A curator lets my listing appear")
    title = gettext_lazy("Your neighbours now see “%(listing)s”")


@register
class ListingRemoved(ListingKind):
    key = "listing-removed"
    label = gettext_lazy("A curator removes my listing")
    title = gettext_lazy("A curator removed “%(listing)s”")
    body = gettext_lazy("Reason: %(why)s")
    goes_to = "mine"


@register
class ListingExpiring(ListingKind):
    key = "listing-expiring"
    label = gettext_lazy("My listing ends soon")
    title = gettext_lazy("“%(listing)s” ends in three days")
    body = gettext_lazy("One tap renews it.")
    goes_to = "mine"


@register
class ListingExpired(ListingKind):
    key = "listing-expired"
    label = gettext_lazy("My listing has ended")
    title = gettext_lazy("“%(listing)s” has ended")
    body = gettext_lazy("You can open it again for a month.")
    goes_to = "mine"


@register
class PlaceOffered(ListingKind):
    key = "place-offered"
    label = gettext_lazy("A place I wait for becomes free")
    for_residents = True
    title = gettext_lazy("A place is free for you: “%(listing)s”")
    body = gettext_lazy("It is kept for you until %(until)s. Say yes on the listing's page. %(date)s")


@register
class OfferTaken(ListingKind):
    key = "offer-taken"
    label = gettext_lazy("The next in line takes a place that became free")
    title = gettext_lazy("%(neighbour)s takes the place that was free: “%(listing)s”")
    goes_to = "mine"


@register
class OfferLapsed(ListingKind):
    key = "offer-lapsed"
    label = gettext_lazy("A place kept for me went to the next in line")
    title = gettext_lazy("The place went to the next in line: “%(listing)s”")
    body = gettext_lazy("You may ask again at any time.")


@register
class DateCancelled(ListingKind):
    key = "date-cancelled"
    label = gettext_lazy("A date I answered does not take place")
    title = gettext_lazy("Cancelled: “%(listing)s”, %(date)s")
    body = gettext_lazy("%(why)s")


@register
class LoanDue(ListingKind):
    key = "loan-due"
    label = gettext_lazy("What I borrowed is due back")
    title = gettext_lazy("To bring back by %(date)s: “%(listing)s”")


@register
class LoanOverdue(ListingKind):
    key = "loan-overdue"
    label = gettext_lazy("What was lent is not back in time")
    title = gettext_lazy("Not back yet: “%(listing)s”")
    body = gettext_lazy("It was due on %(date)s. A word between neighbours usually settles it.")
    goes_to = "mine"


@register
class SittingMet(ListingKind):
    key = "sitting-met"
    label = gettext_lazy("A first meeting about childcare is noted")
    title = gettext_lazy("You have met: “%(listing)s”")
    body = gettext_lazy("The first step is done for both of you.")
    goes_to = "mine"


@register
class SearchFound(NotificationKind):
    """New listings for a saved search: named as far as its owner may see them when the message is read."""

    key = "search-found"
    theme = "exchange"
    label = gettext_lazy("New listings for a search I keep")

    def build(self, data: Mapping[str, object]) -> Message:
        """Name what is still there. Raises SavedSearch.DoesNotExist once the search is stopped: then nothing is said."""
        search = SavedSearch.objects.select_related("user").get(public_id=data["search"])
        ids = list(data["listings"])
        found = ListingPage.objects.visible_to(search.user).open().filter(public_id__in=ids).newest_first()
        titles = list(found.values_list("title", flat=True))
        title = ngettext("A new listing like those you look for", "%(count)s new listings like those you look for", len(ids))
        return Message(title=title % {"count": len(ids)}, body=" · ".join(titles), url=reverse("listings:search", args=[search.public_id]))


@register
class TraderAsked(NotificationKind):
    key = "trader-question"
    theme = "exchange"
    label = gettext_lazy("A question about what I offer for money")
    default_channels = ("in_app", "email")

    def build(self, data: Mapping[str, object]) -> Message:
        """Ask kindly; nothing is blocked."""
        words = ngettext("You published %(count)s offer for money", "You published %(count)s offers for money", int(data["offers"]))
        body = _("Is this your trade? Tell us in one tap. Nothing is blocked either way.")
        return Message(title=words % {"count": data["offers"]}, body=body, url=reverse("listings:trader"))


@register
class DateSoon(ListingKind):
    key = "date-soon"
    label = gettext_lazy("A date I answered is tomorrow")
    for_residents = True
    title = gettext_lazy("Soon: “%(listing)s”, %(date)s")
