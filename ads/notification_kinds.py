"""What shops and curators are told. Texts are made when read, from ids."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.models import Business, Campaign
from notifications.kinds import Message, NotificationKind, register
from notifications.themes import concerning

if TYPE_CHECKING:
    from accounts.models import User


@concerning("shop")
def keeps_a_shop(user: "User") -> bool:
    """Tell whether what shops are told concerns this person."""
    return Business.objects.owned_by(user).exists()


@register
class ShopToRead(NotificationKind):
    key = "shop-to-read"
    theme = "desk"
    label = gettext_lazy("A shop waits for me, as a curator")

    def build(self, data: Mapping[str, object]) -> Message:
        business = Business.objects.filter(public_id=data["business"]).get()
        return Message(_("“%(shop)s” asks to be in the directory") % {"shop": business.name}, "", reverse("ads:desk"))


@register
class ShopDecided(NotificationKind):
    key = "shop-decided"
    theme = "shop"
    label = gettext_lazy("A curator has looked at my shop")
    titles: ClassVar[dict[str, Promise]] = {
        "listed": gettext_lazy("“%(shop)s” is in the directory"),
        "refused": gettext_lazy("“%(shop)s” is not in the directory"),
    }

    def build(self, data: Mapping[str, object]) -> Message:
        business = Business.objects.filter(public_id=data["business"]).get()
        title = str(self.titles.get(business.state, self.titles["listed"])) % {"shop": business.name}
        body = _("Reason: %(why)s") % {"why": business.refusal} if business.refusal else ""
        return Message(title, body, reverse("ads:business", args=[business.public_id]))


class CampaignKind(NotificationKind):
    """A kind about one campaign. `goes_to` is an address of ours; those of the shop get the campaign's number."""

    title: ClassVar[Promise]
    goes_to: ClassVar[str] = "ads:desk"

    def build(self, data: Mapping[str, object]) -> Message:
        """Put it into words with what the campaign says now."""
        campaign = Campaign.objects.select_related("business").filter(public_id=data["campaign"]).get()
        words = {"shop": campaign.business.name, "text": campaign.text, "state": campaign.get_state_display()}
        url = reverse(self.goes_to, args=[campaign.public_id]) if self.goes_to == "ads:campaign" else reverse(self.goes_to)
        return Message(str(self.title) % words, self.body(campaign), url)

    def body(self, campaign: Campaign) -> str:
        """Return the reasons of curators that the shop has not seen in the title."""
        return ""


@register
class TransferToConfirm(CampaignKind):
    key = "transfer-to-confirm"
    theme = "desk"
    label = gettext_lazy("A transfer of a shop waits for me, as a curator")
    title = gettext_lazy("“%(shop)s” pays by transfer: confirm it when it has arrived")


@register
class AdToRead(CampaignKind):
    key = "ad-to-read"
    theme = "desk"
    label = gettext_lazy("An advertisement waits for me, as a curator")
    title = gettext_lazy("“%(shop)s” waits to be read: %(text)s")


@register
class AdReported(CampaignKind):
    key = "ad-reported"
    theme = "desk"
    label = gettext_lazy("An advertisement of my place is reported")
    title = gettext_lazy("Somebody reports the advertisement of “%(shop)s”")


@register
class AdPaid(CampaignKind):
    key = "ad-paid"
    theme = "shop"
    label = gettext_lazy("My payment has arrived")
    title = gettext_lazy("Your payment has arrived; your invoice is there")
    goes_to = "ads:campaign"


@register
class AdMoved(CampaignKind):
    key = "ad-moved"
    theme = "shop"
    label = gettext_lazy("Something changes about my campaign")
    title = gettext_lazy("“%(text)s”: %(state)s")
    goes_to = "ads:campaign"

    def body(self, campaign: Campaign) -> str:
        """Say the curators' reasons."""
        reasons = campaign.placements.exclude(reason="").values_list("reason", flat=True).distinct()
        return _("Reason: %(why)s") % {"why": " / ".join(sorted(set(reasons)))} if reasons else ""
