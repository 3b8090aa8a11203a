"""Meetup: neighbours in one place at one time, once or again and again (domain.md §4.2)."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import kinds, timetables
from listings.models.base import ListingPage

kinds.register(
    kinds.Kind(
        "meetup",
        _("Meetups"),
        _("Meet for real, once or every week"),
        order=70,
        has_direction=False,
        repeats=True,
        accepted=_("You are going"),
        ask=_("Send my answer"),
        how_many=_("How many of you?"),
    )
)


def check_rule(rule: str) -> None:
    """Refuse a recurrence that cannot be read, and those that repeat within a day. Raises ValidationError."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    if parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or {"BYHOUR", "BYMINUTE", "BYSECOND"} & parts.keys():
        raise ValidationError(_("This is not a rule by days, weeks, months or years."))
    try:
        timetables.days_of(rule, date(2026, 1, 1), date(2026, 1, 2), since=date(2026, 1, 1))
    except ValueError as error:
        raise ValidationError(_("This rule cannot be read.")) from error


class MeetupPage(ListingPage):
    class Access(models.TextChoices):
        STEP_FREE = "step_free", _("no step to climb")
        SEATS = "seats", _("seats for everybody")
        TOILET = "toilet", _("a toilet that a wheelchair enters")
        CHILDREN = "children", _("children welcome")
        QUIET = "quiet", _("a quiet corner")
        SIGNS = "signs", _("somebody signs")

    KIND = "meetup"
    is_dated = True
    allows_maybe = True
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (
        *ListingPage.KEPT_FIELDS, "starts_at", "ends_at", "rrule", "repeats_until", "exceptions", "places", "minimum", "decide_hours",
    )  # fmt: skip

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    #: RFC 5545, days only; empty for what takes place once.
    rrule = models.CharField(_("repeats"), max_length=120, blank=True, validators=[check_rule])
    repeats_until = models.DateField(_("until"), null=True, blank=True)
    exceptions = ArrayField(models.DateField(), verbose_name=_("except on"), default=list, blank=True)
    area = models.CharField(_("where, roughly"), max_length=120)
    places = models.PositiveSmallIntegerField(
        _("how many people at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    minimum = models.PositiveSmallIntegerField(_("how many people at least"), null=True, blank=True, validators=[MinValueValidator(2)])
    decide_hours = models.PositiveSmallIntegerField(_("decided how long before"), default=48)
    access = ArrayField(models.CharField(max_length=10, choices=Access), verbose_name=_("access"), default=list, blank=True)

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("area")]

    class Meta:
        verbose_name = _("meetup")
        verbose_name_plural = _("meetups")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_meetup_lasts"),
            models.CheckConstraint(condition=models.Q(places=None) | models.Q(places__gte=1), name="a_meetup_has_room"),
        ]

    @property
    def capacity(self) -> int | None:
        return self.places

    @property
    def accepts_at_once(self) -> bool:
        return True

    def timetable(self, since: date, last: date) -> list[timetables.Timeslot]:
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        if not self.rrule:
            to_come = self.ends_at > timezone.now() and start.date() not in self.exceptions
            return [timetables.Timeslot(start.date(), self.starts_at, self.ends_at)] if to_come else []
        last = min(last, self.repeats_until or last)
        days = timetables.days_of(self.rrule, start.date(), last, since=since, exceptions=self.exceptions)
        over = (end.date() - start.date()).days  # a night that ends the next morning, or a weekend
        moment = timetables.moment
        return [
            timetables.Timeslot(day, moment(day, start.time()), max(moment(day, start.time()), moment(day + timedelta(over), end.time())))
            for day in days
        ]

    @property
    def lasts_until(self) -> datetime | None:
        return self.ends_at if not self.rrule else None

    def decides_at(self, starts_at: datetime) -> datetime | None:
        """Return the moment at which too few people mean that it does not take place; None without a minimum."""
        return starts_at - timedelta(hours=self.decide_hours) if self.minimum else None

    def skip(self, day: date) -> None:
        self.exceptions = sorted({*self.exceptions, day})

    @property
    def rhythm(self) -> str:
        """The recurrence in words."""
        start = timezone.localtime(self.starts_at)
        words = {
            "FREQ=WEEKLY": _("Every week on %(weekday)s"),
            "FREQ=WEEKLY;INTERVAL=2": _("Every other week on %(weekday)s"),
            f"FREQ=MONTHLY;BYDAY={_nth(start.date())}": _("Every month, the same %(weekday)s"),
        }.get(self.rrule, _("Several times"))
        return str(words) % {"weekday": date_format(start, "l")} if "%(" in str(words) else str(words)

    def describe(self) -> str:
        start = timezone.localtime(self.starts_at)
        when = self.rhythm if self.rrule else capfirst(date_format(start, "l j F"))
        return f"{when}, {date_format(start, 'TIME_FORMAT')}. {capfirst(self.area)}."

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = [("pin", _("Where, roughly"), self.area)]
        if self.rrule:
            rows.append(("calendar", _("How often"), self.rhythm))
        if self.places:
            rows.append(("user", _("Room for"), ngettext("%(count)s person", "%(count)s people", self.places) % {"count": self.places}))
        if self.minimum:
            need = ngettext("%(count)s person", "%(count)s people", self.minimum) % {"count": self.minimum}
            told = _("%(people)s; decided %(hours)s hours before") % {"people": need, "hours": self.decide_hours}
            rows.append(("clock", _("Takes place from"), told))
        if self.access:
            labels = dict(self.Access.choices)
            rows.append(("heart", _("Access"), capfirst(", ".join(str(labels[key]) for key in self.access if key in labels))))
        return rows

    def own_words(self) -> list[str]:
        return [self.area]


def _nth(day: date) -> str:
    """Return the BYDAY of "the same weekday of the month": the fifth is the last."""
    number = (day.day - 1) // 7 + 1
    return f"{-1 if number == 5 else number}{('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')[day.weekday()]}"


def rule_of(rhythm: str, day: date) -> str:
    """Return the RRULE of a rhythm chosen in the form: weekly, fortnightly, monthly or nothing."""
    return {"weekly": "FREQ=WEEKLY", "fortnightly": "FREQ=WEEKLY;INTERVAL=2", "monthly": f"FREQ=MONTHLY;BYDAY={_nth(day)}"}.get(rhythm, "")
