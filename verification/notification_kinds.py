"""What this room tells people."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import Membership
from notifications.kinds import Message, NotificationKind, register
from verification.founding import kinds  # noqa: F401 - registers what founding tells
from verification.vouching import kinds as vouching_kinds  # noqa: F401 - registers what vouching tells


def _membership(data: Mapping[str, object]) -> Membership:
    return Membership.objects.select_related("neighbourhood").get(pk=data["membership"])


@register
class MembershipConfirmedKind(NotificationKind):
    key = "membership_confirmed"
    theme = "home"
    label = gettext_lazy("My address is confirmed")

    def build(self, data: Mapping[str, object]) -> Message:
        membership = _membership(data)
        return Message(
            title=_("You are at home in %(place)s") % {"place": membership.neighbourhood.title},
            body=_("Your address is confirmed until %(date)s.") % {"date": date_format(membership.expires_at, "DATE_FORMAT")},
            url=membership.neighbourhood.url or "/",
        )


@register
class CardPostedKind(NotificationKind):
    key = "card_posted"
    theme = "home"
    label = gettext_lazy("My postcard is with the post")

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=_("Your postcard is on its way"),
            body=_("It was handed to the post and takes three to five days. Copy its code when it is there."),
            url=reverse("verification:code"),
        )


@register
class MembershipExpiringKind(NotificationKind):
    key = "membership_expiring"
    theme = "home"
    label = gettext_lazy("My address must be confirmed again")

    def build(self, data: Mapping[str, object]) -> Message:
        membership = _membership(data)
        return Message(
            title=_("Confirm your address again"),
            body=_("Your proof for %(place)s ends on %(date)s. Any proof that counts there renews it; a card takes a few days.")
            % {"place": membership.neighbourhood.title, "date": date_format(membership.expires_at, "DATE_FORMAT")},
            url=reverse("verification:join", args=[membership.neighbourhood_id]),
        )


@register
class RecoveryCardRequestedKind(NotificationKind):
    key = "recovery_card_requested"
    theme = "home"
    label = gettext_lazy("Somebody wants to come back into my account by a card")

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=_("A card to come back into your account is being made"),
            body=_("Somebody gave your name and your address. If it is not you, ignore the card: without its code nothing opens."),
            url=reverse("accounts:home"),
        )


@register
class MembershipDoubtedKind(NotificationKind):
    key = "membership_doubted"
    theme = "home"
    label = gettext_lazy("A word my address rested on counts no more")

    def build(self, data: Mapping[str, object]) -> Message:
        membership = _membership(data)
        return Message(
            title=_("Confirm your address again"),
            body=_(
                "One of the two vouches that let you into %(place)s counts no more. You have done nothing wrong. Until %(date)s you "
                "read and answer as before; give another proof by then."
            )
            % {"place": membership.neighbourhood.title, "date": date_format(membership.expires_at, "DATE_FORMAT")},
            url=reverse("verification:join", args=[membership.neighbourhood_id]),
        )


@register
class MembershipRevokedKind(NotificationKind):
    key = "membership_revoked"
    theme = "home"
    label = gettext_lazy("My membership was ended by a curator")

    def build(self, data: Mapping[str, object]) -> Message:
        membership = _membership(data)
        return Message(
            title=_("You no longer belong to %(place)s") % {"place": membership.neighbourhood.title},
            body=_("Its curators ended your membership and say: “%(reason)s”") % {"reason": membership.ended_reason},
            url=reverse("accounts:home"),
        )
