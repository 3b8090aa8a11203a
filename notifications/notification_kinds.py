"""Alerts as kinds, so that people choose their channels by how serious an alert is."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from notifications.channels.sms.words import code_text
from notifications.digests import letter, period
from notifications.kinds import Message, NotificationKind, register
from notifications.models import Alert, PhoneCode
from notifications.wording import title_of


class AlertKind(NotificationKind):
    theme = "alerts"
    compulsory_channels = frozenset({"in_app"})
    urgency = "high"

    def build(self, data: Mapping[str, object]) -> Message:
        alert = Alert.objects.published().get(pk=data["alert"])
        return Message(title=title_of(alert), body=alert.description, url=alert.get_absolute_url())


@register
class Urgence(AlertKind):
    key = "alert-urgence"
    label = _("Emergencies")
    # Who subscribed a browser has it ring when life is at stake (design 18); the way out is to unsubscribe the browser.
    compulsory_channels = frozenset({"in_app", "push"})
    default_channels = ("in_app", "push", "sms", "email")
    breaks_quiet = True


@register
class Vigilance(AlertKind):
    key = "alert-vigilance"
    label = _("Watch alerts")


@register
class Information(AlertKind):
    key = "alert-information"
    label = _("Information alerts")


@register
class PushTest(NotificationKind):
    """Asked for by a press of a button, on the very phone it goes to."""

    key = "push-test"
    label = _("Trial notification")
    default_channels = ("push",)
    is_chosen = False
    breaks_quiet = True
    urgency = "high"

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=gettext("It works: Palier reaches you here"),
            body=gettext("Alerts of your neighbourhood will arrive like this one."),
            url=reverse("notifications:preferences"),
        )


@register
class CodeForPhone(NotificationKind):
    """A code that proves a number: only there, and never in a list."""

    key = "phone-code"
    label = _("Code for your phone")
    default_channels = ("sms",)
    is_chosen = False
    breaks_quiet = True

    def build(self, data: Mapping[str, object]) -> Message:
        code = PhoneCode.objects.get(pk=data["code"])
        return Message(title=code_text(code.code), body="", url=reverse("notifications:phone"))


@register
class PhoneMoved(NotificationKind):
    """Somebody else confirmed the number a person had confirmed (SMS-10)."""

    key = "phone-moved"
    label = _("Your number on another account")
    is_chosen = False

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=gettext("Your phone number is now confirmed on another account"),
            body=gettext("Text messages no longer go to it from yours. If this is not you, write to the operator."),
            url=reverse("notifications:phone"),
        )


@register
class TextsStopped(NotificationKind):
    """A number answered STOP: said once, and not by text message (SMS-08)."""

    key = "texts-stopped"
    label = _("Text messages stopped")
    default_channels = ("in_app", "email")
    is_chosen = False

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=gettext("No more text messages go to your number"),
            body=gettext(
                "You answered STOP. Emergencies still reach you by the other ways. You may switch text messages on again in your choices."
            ),
            url=reverse("notifications:preferences"),
        )


@register
class NeighbourhoodLetter(NotificationKind):
    """The letter of the neighbourhood, chosen apart from the other kinds."""

    key = "neighbourhood-letter"
    label = _("The letter of the neighbourhood")
    default_channels = ("email",)
    is_chosen = False
    for_residents = True
    urgency = "low"

    def build(self, data: Mapping[str, object]) -> Message:
        place = NeighbourhoodPage.objects.get(pk=data["place"])
        since, until = period(str(data["every"]), date.fromisoformat(str(data["day"])), place.zone)
        body = letter(place.pk, since, until, get_language() or "fr")
        return Message(title=gettext("%(place)s: what is new") % {"place": place.title}, body=body, url=place.url)


@register
class AlertTest(AlertKind):
    """Switched on by those who take part in the monthly test; nobody else is sent one."""

    key = "alert-test"
    label = _("Monthly test of alerts: I take part")
    default_channels = ()


@register
class AlertEndsSoon(NotificationKind):
    key = "alert-ends-soon"
    theme = "alerts"
    label = _("My own alert ends soon")

    def build(self, data: Mapping[str, object]) -> Message:
        alert = Alert.objects.published().select_related("neighbourhood").get(pk=data["alert"])
        when = date_format(alert.expires.astimezone(alert.neighbourhood.zone), "TIME_FORMAT")
        return Message(
            title=gettext("Your alert ends at %(when)s") % {"when": when},
            body=gettext("%(headline)s. If it is over already, announce the all-clear; if it goes on, extend it.")
            % {"headline": alert.headline},
            url=f"{alert.get_absolute_url()}#prolong",
        )


@register
class TextsToRelease(NotificationKind):
    """Asked of the other curators the moment an emergency leaves; it rings at night too."""

    key = "texts-to-release"
    label = _("The text messages of an emergency wait for me, as a second person")
    theme = "desk"
    breaks_quiet = True
    urgency = "high"

    def build(self, data: Mapping[str, object]) -> Message:
        alert = Alert.objects.published().select_related("neighbourhood", "text_release").get(pk=data["alert"])
        until = date_format(alert.text_release.lapses_at.astimezone(alert.neighbourhood.zone), "TIME_FORMAT")
        return Message(
            title=gettext("Emergency at %(place)s: do the text messages leave?") % {"place": alert.neighbourhood.title},
            body=gettext("%(headline)s. %(number)s telephones wait for a second person until %(until)s.")
            % {"headline": title_of(alert), "number": alert.text_release.numbers, "until": until},
            url=f"{alert.get_absolute_url()}#second-person",
        )
