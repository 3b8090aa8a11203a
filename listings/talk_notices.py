"""What people are told about messages: that there is one, from whom and about what. Never its words (WPU-10)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.models import Message
from notifications.kinds import Message as Notice
from notifications.kinds import NotificationKind, register

if TYPE_CHECKING:
    from django.utils.functional import Promise


@register
class MessageReceived(NotificationKind):
    key = "message-received"
    theme = "exchange"
    label: "str | Promise" = gettext_lazy("A neighbour writes to me about a listing")
    discreet = True

    def build(self, data: Mapping[str, object]) -> Notice:
        """Say who wrote, and about which listing. Raises Message.DoesNotExist once it is forgotten: then nothing is said."""
        message = Message.objects.select_related("author", "conversation__listing").get(public_id=data["message"])
        name = message.author.pseudonym if message.author else _("A former neighbour")
        words = {"neighbour": name, "listing": message.conversation.listing.title}
        title = _("%(neighbour)s wrote to you about “%(listing)s”") % words
        return Notice(title=title, body="", url=reverse("listings:conversation", args=[message.conversation.public_id]))
