"""Reads about alerts, notifications and deliveries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

import shapely

from notifications.lookups import array

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Expression

    from accounts.models import User
    from home.models import Boundary, NeighbourhoodPage
    from notifications.models import Alert, OfficialMessage


class AlertQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Return what was sent out, ended or not."""
        return self.exclude(state="draft")

    def running(self, now: "datetime | Expression | None" = None) -> Self:
        """Return the alerts a banner shows: sent out, not ended, their time not over."""
        now = now or timezone.now()
        return self.filter(state__in=["sending", "active"], effective__lte=now, expires__gt=now)

    def running_first(self) -> Self:
        """Put the alerts that run before those that have ended, each the newest first; for the alerts of one place."""
        running = models.Q(state__in=["sending", "active"], expires__gt=timezone.now())
        return self.order_by(models.Case(models.When(running, then=0), default=1), "-effective", "-pk")

    def first_of_event(self, now: "datetime | Expression | None" = None) -> Self:
        """Leave out what only says again what another running alert says (ALR-16)."""
        now = now or timezone.now()
        return self.filter(Q(same_as=None) | ~Q(same_as__state__in=["sending", "active"]) | Q(same_as__expires__lte=now))

    def told_before(self, alert: "Alert") -> Self:
        """Return the alerts of the same event whose people an alert does not wake again."""
        return self.filter(Q(pk=alert.same_as_id) | Q(same_as=alert.same_as_id, pk__lt=alert.pk))

    def actual(self) -> Self:
        """Leave out exercises and tests (CAP-10)."""
        return self.filter(status="Actual")

    def overdue(self) -> Self:
        """Return the running alerts whose time is over."""
        return self.filter(state__in=["sending", "active"], expires__lte=timezone.now())

    def ending_soon(self, before: "timedelta", short: "timedelta") -> Self:
        """Return running alerts that end by themselves within `before`, whose sender was not reminded; those shorter than `short` apart."""
        now = timezone.now()
        soon = self.filter(state__in=["sending", "active"], expires__gt=now, expires__lte=now + before, reminded_at__isnull=True)
        return soon.filter(expires__gt=models.F("effective") + short)

    def at(self, neighbourhood: "NeighbourhoodPage | int") -> Self:
        """Return the alerts of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def in_places(self, neighbourhoods: "models.QuerySet[NeighbourhoodPage]") -> Self:
        """Return the alerts of several neighbourhoods."""
        return self.filter(neighbourhood__in=neighbourhoods.values("pk"))

    def by(self, user: "User") -> Self:
        """Return the alerts one person sent out."""
        return self.published().filter(author=user)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return what this person may read: alerts are facts, open to all, in neighbourhoods that are open.

        Exercises and tests are for those who live there or run the place: a stranger could take them for real.
        """
        readable = Q(status="Actual", neighbourhood__live=True, neighbourhood__state__in=["live", "dormant"])
        if user.is_authenticated:
            readable |= Q(author=user)
            readable |= Q(neighbourhood__curator_group__user=user)
            readable |= Q(
                neighbourhood__memberships__user=user,
                neighbourhood__memberships__state__in=["confirmed", "expiring"],
                neighbourhood__memberships__expires_at__gt=timezone.now(),
            )
        if user.is_superuser:
            return self.published()
        return self.published().filter(pk__in=self.model._default_manager.filter(readable).values("pk"))

    def with_place(self) -> Self:
        """Load what a list of alerts prints."""
        return self.select_related("neighbourhood", "author", "same_as")

    def sent_completely(self) -> Self:
        """Return the alerts still called "being sent" although nobody waits for any of their messages."""
        waiting = Q(messages__fan_out_after__isnull=False) | Q(messages__deliveries__state__in=["planned", "sending"])
        sending = self.filter(state="sending")
        return sending.exclude(pk__in=sending.filter(waiting).values("pk"))


class AlertMessageQuerySet(models.QuerySet):
    def to_fan_out(self) -> Self:
        """Return messages some people have no delivery of yet, oldest first."""
        return self.filter(fan_out_after__isnull=False).order_by("pk")

    def sent(self) -> Self:
        """Return what is delivered to people; silent changes apart."""
        return self.filter(silent=False)

    def with_alert(self) -> Self:
        """Load the alert and its place with each message."""
        return self.select_related("alert__neighbourhood")

    def chain_of(self, alert: "Alert", *, up_to: int) -> Self:
        """Return the messages of an alert up to a version, oldest first, each with its alert and place."""
        return self.filter(alert=alert, version__lte=up_to).select_related("alert__neighbourhood__boundary").order_by("version")

    def exercises(self, numbers: Iterable[int]) -> "list[int]":
        """Return the numbers of those of these messages that belong to an exercise."""
        return list(self.filter(pk__in=numbers, alert__status="Exercise").values_list("pk", flat=True))

    def follow_ups(self) -> Self:
        """Return updates and endings that somebody may still wait for."""
        return self.filter(version__gt=1, expires__gt=timezone.now(), silent=False)

    def newest_known(self, numbers: Iterable[int]) -> Self:
        """Return these messages with their alert and the number of its newest version that is sent, as `newest_version`."""
        newest = self.model._default_manager.filter(alert=OuterRef("alert"), silent=False).order_by("-version").values("version")[:1]
        return self.filter(pk__in=numbers).select_related("alert").annotate(newest_version=Subquery(newest))


class OfficialSourceQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Return the feeds that are asked."""
        return self.filter(is_active=True)


class OfficialMessageQuerySet(models.QuerySet):
    def waiting_for(self, place: "NeighbourhoodPage") -> "list[OfficialMessage]":
        """Return what the curators of a place have not decided about: not over, from a source for it, touching its outline."""
        running = self.filter(expires__gt=timezone.now()).exclude(decisions__neighbourhood=place).select_related("source__place")
        outline = getattr(place, "boundary", None)
        return [message for message in running if _is_for(message, place) and _touches(message, outline)]


def _is_for(message: "OfficialMessage", place: "NeighbourhoodPage") -> bool:
    source = message.source.place
    return source is None or place.path.startswith(source.path)


def _touches(message: "OfficialMessage", outline: "Boundary | None") -> bool:
    """Tell whether a message's shapes come near an outline: by its box, so that a curator sees one too many rather than none."""
    if not message.rings or outline is None:
        return True
    box = shapely.box(outline.west, outline.south, outline.east, outline.north)
    return any(shapely.Polygon(ring).buffer(0).intersects(box) for ring in message.rings)


class TextReleaseQuerySet(models.QuerySet):
    def of_alert(self, alert: "Alert") -> Self:
        """Return what one alert's text messages wait for: one row, or none."""
        return self.filter(alert=alert)

    def unconfirmed(self, messages: Iterable[int]) -> "list[tuple[int, datetime]]":
        """Return (alert message, end of the waiting) for those of these messages whose text messages nobody else has let go yet."""
        rows = self.filter(alert__messages__in=messages, confirmed_at__isnull=True)
        return list(rows.values_list("alert__messages", "lapses_at"))


class IncidentQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Return the faults that are not gone yet."""
        return self.filter(closed_at__isnull=True)


class RollCallQuerySet(models.QuerySet):
    def of_alert(self, alert: "Alert") -> Self:
        """Return the answers to one alert with their people: who needs help first, then who can help."""
        rank = models.Case(models.When(answer="needs_help", then=0), models.When(answer="can_help", then=1), default=2)
        waiting = models.Case(models.When(handled_at__isnull=True, then=0), default=1)
        return self.filter(alert=alert).select_related("user", "alert").order_by(rank, waiting, "answered_at")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return one's own answers. Those who run the place read them through the board of their alert."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def counts_of(self, alert: "Alert") -> dict[str, int]:
        """Return {answer: number} for one alert."""
        return dict(self.filter(alert=alert).order_by().values_list("answer").annotate(number=Count("pk")))


class NotificationQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return what one person finds in their list; nothing for a visitor."""
        return self.listed_for(user) if user.is_authenticated else self.none()

    def listed_for(self, user: "User | models.Expression") -> Self:
        """Return what an account finds in its list."""
        return self.filter(user=user, listed=True)

    def unread(self) -> Self:
        """Return what was not read yet."""
        return self.filter(read_at__isnull=True)


class DeliveryQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Return what is still to be done."""
        return self.filter(state__in=["planned", "sending"])

    def planned(self, *, alerts: bool) -> Self:
        """Return what waits to be sent, of alerts or of notifications."""
        return self.filter(state="planned", alert_message__isnull=not alerts)

    def of_alert(self, alert: "Alert") -> Self:
        """Return the deliveries of every message of an alert."""
        return self.filter(alert_message__alert=alert)

    def of_alerts(self) -> Self:
        """Return the deliveries of alerts; those of single messages apart."""
        return self.filter(alert_message__isnull=False)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return {channel: {state: number}}."""
        result: dict[str, dict[str, int]] = {}
        for channel, state, number in self.order_by().values_list("channel", "state").annotate(number=Count("pk")):
            result.setdefault(channel, {})[state] = number
        return result

    def oldest_due_age(self) -> float | None:
        """Return for how many seconds the most overdue delivery has waited, or None when none is due.

        A lease that ran out counts too: its owner is gone.
        """
        now = timezone.now()
        due = self.filter(state="planned", next_attempt_at__lte=now).aggregate(at=models.Min("next_attempt_at"))["at"]
        lost = self.filter(state="sending", leased_until__lte=now).aggregate(at=models.Min("leased_until"))["at"]
        moments = [moment for moment in (due, lost) if moment]
        return (now - min(moments)).total_seconds() if moments else None


class PreferenceQuerySet(models.QuerySet):
    def choices_of(self, users: Iterable["User"], kind: str) -> dict[tuple[int, str], bool]:
        """Return {(user id, channel): enabled} for what people set about one kind."""
        rows = self.filter(user__in=users, kind=kind).values_list("user_id", "channel", "enabled")
        return {(user, channel): enabled for user, channel, enabled in rows}


class PushSubscriptionQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's browsers; nothing for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def live(self) -> Self:
        """Return the browsers that are written to."""
        return self.filter(parked_at__isnull=True)

    def recipients(self, users: Iterable[int]) -> list[tuple[int, str]]:
        """Return (person, number of the browser) for every live browser of these people."""
        rows = self.live().filter(user__pk__any=array(users)).order_by("user", "pk").values_list("user", "pk")
        return [(user, str(number)) for user, number in rows]


class PhoneCodeQuerySet(models.QuerySet):
    def since(self, moment: "datetime") -> Self:
        """Return codes asked for after a moment."""
        return self.filter(asked_at__gt=moment)

    def of(self, user: "User") -> Self:
        """Return one person's codes, newest first."""
        return self.filter(user=user).order_by("-asked_at", "-pk")

    def to(self, number: str) -> Self:
        """Return codes sent to one number."""
        return self.filter(number=number)

    def beside(self, beginning: str) -> Self:
        """Return codes sent to numbers with this beginning."""
        return self.filter(number__startswith=beginning)

    def asked_from(self, network: str) -> Self:
        """Return codes asked for from one network."""
        return self.filter(network=network)

    def open(self, since: "datetime") -> Self:
        """Return codes that are neither used nor too old."""
        return self.since(since).filter(used_at__isnull=True)
