"""Alerts as kinds, so that people choose their channels by how serious an alert is."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Message, NotificationKind, register
from notifications.models import Alert
from notifications.wording import title_of


class AlertKind(NotificationKind):
    def build(self, data: Mapping[str, object]) -> Message:
        alert = Alert.objects.published().get(pk=data["alert"])
        return Message(title=title_of(alert), body=alert.description, url=alert.get_absolute_url())


@register
class Urgence(AlertKind):
    key = "alert-urgence"
    label = _("Emergencies")


@register
class Vigilance(AlertKind):
    key = "alert-vigilance"
    label = _("Watch alerts")


@register
class Information(AlertKind):
    key = "alert-information"
    label = _("Information alerts")
