"""What vouching tells people. A newcomer learns who said yes, never who did not answer or who took a word back."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RecoveryRequest
from home.readers import home_zone_of
from notifications.kinds import Message, NotificationKind, register
from verification.models import Vouch, VouchHold, VouchRequest


def _request(data: Mapping[str, object]) -> VouchRequest:
    return VouchRequest.objects.select_related("user", "neighbourhood").get(pk=data["request"])


def _hold(data: Mapping[str, object]) -> VouchHold:
    return VouchHold.objects.select_related("request__neighbourhood").get(pk=data["hold"])


@register
class VouchWantedKind(NotificationKind):
    key = "vouch_wanted"
    theme = "home"
    label = gettext_lazy("A newcomer asks the neighbours to vouch")
    for_residents = True
    default_channels = ("in_app",)

    def build(self, data: Mapping[str, object]) -> Message:
        request = _request(data)
        return Message(
            title=_("%(name)s asks you to help them in") % {"name": request.user.pseudonym},
            body=request.sentence or _("This request is over: nothing is left to do."),
            url=reverse("verification:vouch-list"),
        )


@register
class VouchReceivedKind(NotificationKind):
    key = "vouch_received"
    theme = "home"
    label = gettext_lazy("A neighbour vouched for me")

    def build(self, data: Mapping[str, object]) -> Message:
        vouch = Vouch.objects.select_related("voucher", "request").get(pk=data["vouch"])
        return Message(
            title=_("%(name)s vouches for you") % {"name": vouch.voucher.pseudonym},
            body=_("One more neighbour, of another home, and the door is open."),
            url=reverse("verification:vouch-mine"),
        )


@register
class VouchCountedKind(NotificationKind):
    key = "vouch_counted"
    theme = "home"
    label = gettext_lazy("Somebody I vouched for is in")

    def build(self, data: Mapping[str, object]) -> Message:
        request = _request(data)
        return Message(
            title=_("%(name)s is in") % {"name": request.user.pseudonym},
            body=_("Your word counted. You may take it back for fourteen days."),
            url=reverse("verification:vouch-list"),
        )


@register
class VouchHeldKind(NotificationKind):
    key = "vouch_held"
    theme = "desk"
    label = gettext_lazy("Two vouches wait for my look, as a curator")

    def build(self, data: Mapping[str, object]) -> Message:
        hold = _hold(data)
        return Message(
            title=_("Two vouches wait for your look"),
            body=_("In %(place)s, two vouches for a newcomer look like one hand. You decide whether they count.")
            % {"place": hold.request.neighbourhood.title},
            url=reverse("vouch_desk:hold", args=[hold.pk]),
        )


@register
class VouchRefusedKind(NotificationKind):
    key = "vouch_refused"
    theme = "home"
    label = gettext_lazy("A curator refused my vouches")

    def build(self, data: Mapping[str, object]) -> Message:
        hold = _hold(data)
        return Message(
            title=_("Your vouches were not accepted"),
            body=_("A curator of %(place)s looked at them and says: “%(reason)s” You may prove your address in another way.")
            % {"place": hold.request.neighbourhood.title, "reason": hold.reason},
            url=reverse("verification:join", args=[hold.request.neighbourhood_id]),
        )


@register
class RecoveryWordWantedKind(NotificationKind):
    key = "recovery_word_wanted"
    theme = "home"
    label = gettext_lazy("A neighbour I vouched for has lost their password")

    def build(self, data: Mapping[str, object]) -> Message:
        request = _request(data)
        return Message(
            title=_("%(name)s has lost their password, it is said") % {"name": request.user.pseudonym},
            body=_("You vouched for them. Answer only once you have met them or rung them up; if you have not, do nothing."),
            url=reverse("verification:vouch-list"),
        )


@register
class RecoveryNeighboursAskedKind(NotificationKind):
    key = "recovery_neighbours_asked"
    theme = "home"
    label = gettext_lazy("Somebody asks my neighbours to help them into my account")

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=_("Two neighbours are asked to help somebody into your account"),
            body=_("They are the two who vouched for you. If it is not you who asks, stop it on the page of your account."),
            url=reverse("accounts:home"),
        )


@register
class RecoveryBegunKind(NotificationKind):
    key = "recovery_begun"
    theme = "home"
    label = gettext_lazy("My neighbours have said yes to a new password")
    # The letter to the confirmed address is sent by `accounts`, whatever was chosen here.
    default_channels = ("in_app", "push")

    def build(self, data: Mapping[str, object]) -> Message:
        recovery = RecoveryRequest.objects.get(pk=data["recovery"])
        moment = date_format(timezone.localtime(recovery.ready_at, home_zone_of(recovery.user)), "DATETIME_FORMAT")
        return Message(
            title=_("Both neighbours have said yes to a new password"),
            body=_("It can be chosen from %(moment)s. If it is not you who asked, stop it before.") % {"moment": moment},
            url=reverse("accounts:home"),
        )
