"""Alerts as kinds, so that people choose their channels by how serious an alert is."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Message, NotificationKind, register
from notifications.models import Alert
from notifications.wording import title_of


class AlertKind(NotificationKind):
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
    urgency = "high"

    def build(self, data: Mapping[str, object]) -> Message:
        return Message(
            title=gettext("It works: Palier reaches you here"),
            body=gettext("Alerts of your neighbourhood will arrive like this one."),
            url=reverse("notifications:preferences"),
        )
