"""What shops and curators are told. Texts are made when read, from ids."""

from collections.abc import Mapping
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.models import Business
from notifications.kinds import Message, NotificationKind, register


@register
class ShopToRead(NotificationKind):
    key = "shop-to-read"
    label = gettext_lazy("A shop waits for me, as a curator")

    def build(self, data: Mapping[str, object]) -> Message:
        business = Business.objects.filter(public_id=data["business"]).get()
        return Message(_("“%(shop)s” asks to be in the directory") % {"shop": business.name}, "", reverse("ads:desk"))


@register
class ShopDecided(NotificationKind):
    key = "shop-decided"
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
