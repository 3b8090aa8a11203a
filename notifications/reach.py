"""Whom an alert would reach if it were sent now: counts per channel, never names. For the sender, before sending."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Count

from notifications import kinds
from notifications.channels import CHANNELS
from notifications.channels.sms.budget import Cost, cost_of
from notifications.models import Alert, Preference
from notifications.models.delivery import Channel
from notifications.outbox.fan_out import silent_channels
from notifications.outbox.people import people_of
from notifications.wording import first_message

ICONS = {"in_app": "site", "email": "mail", "push": "push", "sms": "sms"}


@dataclass(frozen=True)
class ChannelReach:
    """How many of the people one channel reaches."""

    name: str
    label: str
    number: int

    @property
    def icon(self) -> str:
        return ICONS.get(self.name, "bell")


@dataclass(frozen=True)
class Reach:
    """What the sender is told before sending."""

    people: int
    channels: list[ChannelReach] = field(default_factory=list)
    #: What the text messages cost; None when nobody would get one.
    texts: Cost | None = None


def reach_of(alert: Alert) -> Reach:
    """Count whom an alert would address now, and how many of them each channel reaches."""
    people = list(people_of(alert).values_list("pk", flat=True))
    kind = kinds.of_alert(alert)
    chosen: dict[str, dict[int, bool]] = {}
    for user, channel, enabled in Preference.objects.filter(kind=kind, user__in=people).values_list("user", "channel", "enabled"):
        chosen.setdefault(channel, {})[user] = enabled
    counted, texts = [], None
    for name, channel in CHANNELS.items():
        if name in silent_channels(alert) or (name == Channel.SMS and alert.status == Alert.Status.EXERCISE):
            continue
        by_default = kinds.uses_by_default(kind, name)
        always = kinds.is_compulsory(kind, name)
        wanting = [user for user in people if always or chosen.get(name, {}).get(user, by_default)]
        readers = channel().readers(channel.recipients(wanting)) if wanting else {}
        reached = [user for (user, _), reader in readers.items() if reader.address and not reader.refusal]
        counted.append(ChannelReach(name, str(Channel(name).label), len(people) if name == Channel.IN_APP else len(reached)))
        if name == Channel.SMS and reached:
            texts = cost_of(first_message(alert), languages_of(reached))
    return Reach(len(people), counted, texts)


def languages_of(people: Sequence[int]) -> dict[str, int]:
    """Return {language: number} of these people."""
    rows = get_user_model().objects.filter(pk__in=people).order_by().values_list("language")
    return dict(rows.annotate(number=Count("pk")))
