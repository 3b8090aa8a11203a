"""Carpool: a drive that is shared, once or every week (domain.md §4.2)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import amounts, cost_share, kinds, limits, tags, timetables
from listings.models.base import ListingPage
from listings.models.legal_figure import LegalFigure

kinds.register(
    kinds.Kind(
        "carpool",
        _("Carpooling"),
        _("Offer a seat, or look for one"),
        order=10,
        repeats=True,
        meets=True,
        accepted=_("Your seat is kept"),
        ask=_("Ask for a seat"),
        how_many=_("How many seats?"),
    )
)
WEEK = range(7)


def no_times() -> list[None]:
    """Return a week without any drive."""
    return [None] * 7


class RidePage(ListingPage):
    class Luggage(models.TextChoices):
        NONE = "none", _("no luggage")
        BAG = "bag", _("a bag")
        CASE = "case", _("a suitcase")
        MUCH = "much", _("a lot of room")

    class Motive(models.TextChoices):
        WORK = "work", _("work")
        STUDY = "study", _("studies")
        CARE = "care", _("a doctor, a hospital")
        SHOPPING = "shopping", _("shopping, errands")
        LEISURE = "leisure", _("leisure, an outing")
        OTHER = "other", _("something else")

    class Equipment(models.TextChoices):
        BIKE = "bike", _("a bicycle fits")
        CHILD_SEAT = "child_seat", _("a child seat")
        WHEELCHAIR = "wheelchair", _("a folding wheelchair fits")
        HELP = "help", _("help to get in and out")
        DOG = "dog", _("a dog may come")

    KIND = "carpool"
    is_dated = True
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (
        *ListingPage.KEPT_FIELDS, "first_day", "last_day", "leaves_at", "margin", "minutes", "out_times", "back_times", "skipped",
        "seats", "km", "power", "tolls", "parking", "driver_shares",
    )  # fmt: skip

    origin = models.CharField(_("from"), max_length=80)
    destination = models.CharField(_("to"), max_length=80)
    via = models.TextField(_("by way of"), max_length=300, blank=True)
    #: The day of a single drive, or the first of a weekly one.
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    leaves_at = models.TimeField(_("leaves at"), null=True, blank=True)
    margin = models.PositiveSmallIntegerField(_("give or take, in minutes"), default=15, validators=[MaxValueValidator(180)])
    minutes = models.PositiveSmallIntegerField(_("how long it takes, in minutes"), default=60, validators=[MinValueValidator(1)])
    #: Monday to Sunday; empty where there is no drive that day. Both empty for a single drive.
    out_times = ArrayField(models.TimeField(null=True, blank=True), size=7, default=no_times)
    back_times = ArrayField(models.TimeField(null=True, blank=True), size=7, default=no_times)
    skipped = ArrayField(models.DateField(), default=list, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=3, validators=[MinValueValidator(1), MaxValueValidator(8)])
    luggage = models.CharField(_("luggage"), max_length=5, choices=Luggage, default=Luggage.BAG)
    equipment = ArrayField(models.CharField(max_length=12, choices=Equipment), verbose_name=_("on board"), default=list, blank=True)
    motive = models.CharField(_("what for"), max_length=10, choices=Motive, default=Motive.OTHER)
    km = models.DecimalField(_("kilometres"), max_digits=6, decimal_places=1, default=Decimal(0))
    power = models.PositiveSmallIntegerField(_("fiscal power, in CV"), null=True, blank=True)
    tolls = models.DecimalField(_("tolls, in euros"), max_digits=6, decimal_places=2, default=Decimal(0))
    parking = models.DecimalField(_("parking, in euros"), max_digits=6, decimal_places=2, default=Decimal(0))
    driver_shares = models.BooleanField(_("the driver is one of those who share"), default=True)

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("origin"), FieldPanel("destination"), FieldPanel("via"), FieldPanel("motive")]

    class Meta:
        verbose_name = _("drive")
        verbose_name_plural = _("drives")
        constraints = [models.CheckConstraint(condition=models.Q(seats__gte=1, seats__lte=8), name="a_car_has_one_to_eight_seats")]

    @property
    def capacity(self) -> int | None:
        """Count the seats of a driver, per date; several drivers may answer somebody who looks for a seat."""
        return self.seats if self.is_offer else None

    @property
    def is_weekly(self) -> bool:
        return any(self.out_times) or any(self.back_times)

    @property
    def stops(self) -> list[str]:
        return [line.strip()[:80] for line in self.via.splitlines() if line.strip()]

    def timetable(self, since: date, last: date) -> list[timetables.Timeslot]:
        if not self.is_weekly:
            to_come = self.leaves_at and self.first_day >= since and self.first_day not in self.skipped
            return [self._slot(self.first_day, self.leaves_at)] if to_come else []
        first, last = max(since, self.first_day), min(last, self.last_day or last)
        days = (first + timedelta(number) for number in range((last - first).days + 1))
        slots = []
        for day in (day for day in days if day not in self.skipped):
            for leg, times in (("out", self.out_times), ("back", self.back_times)):
                if clock := times[day.weekday()]:
                    slots.append(self._slot(day, clock, leg))
        return slots

    def _slot(self, day: date, clock: time, leg: str = "") -> timetables.Timeslot:
        start = timetables.moment(day, clock)
        return timetables.Timeslot(day, start, start + timedelta(minutes=self.minutes), leg)

    @property
    def lasts_until(self) -> datetime | None:
        if self.is_weekly or not self.leaves_at:
            return None
        return timetables.moment(self.first_day, self.leaves_at) + timedelta(minutes=self.minutes)

    def skip(self, day: date) -> None:
        self.skipped = sorted({*self.skipped, day})

    def ceiling(self, on: date | None = None) -> cost_share.Ceiling:
        """Return the most that may be asked, with the scale of that day (LIM-03). Raises LegalFigure.DoesNotExist."""
        rate = LegalFigure.value_on(f"km-{min(max(self.power or 3, 3), 7)}", on or timezone.localdate())
        return cost_share.ceiling(
            km=self.km, rate=rate, tolls=self.tolls, parking=self.parking, seats=self.seats, driver_shares=self.driver_shares
        )

    def suits(self, offer: ListingPage) -> bool:
        """Tell whether a driver goes the same way at about the same time, within the next two weeks."""
        if not isinstance(offer, RidePage):
            return False
        theirs = timetables.soon(offer)
        return any(
            abs(mine.starts_at - other.starts_at) <= limits.DRIVES_TOGETHER and tags.names_place(self.goal(mine.leg), offer.goal(other.leg))
            for mine in timetables.soon(self)
            for other in theirs
        )

    def goal(self, leg: str) -> str:
        """Return where a drive leads."""
        return self.origin if leg == "back" else self.destination

    @property
    def rhythm(self) -> str:
        """The days of the week in words."""
        days = [str(WEEKDAYS[number]) for number in WEEK if self.out_times[number] or self.back_times[number]]
        return ", ".join(days)

    def describe(self) -> str:
        route = _("%(origin)s to %(destination)s") % {"origin": self.origin, "destination": self.destination}
        if self.is_weekly:
            when = capfirst(self.rhythm)
            clock = next(hour for hour in (*self.out_times, *self.back_times) if hour)
        else:
            when, clock = capfirst(date_format(self.first_day, "l j F")), self.leaves_at
        return f"{route}. {when}{', ' + date_format(clock, 'TIME_FORMAT') if clock else ''}."

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = []
        if self.is_weekly:
            rows.append(("calendar", _("How often"), capfirst(self.rhythm)))
        if self.margin:
            rows.append(
                ("clock", _("Give or take"), ngettext("%(count)s minute", "%(count)s minutes", self.margin) % {"count": self.margin})
            )
        if self.is_offer:
            rows.append(("seat", _("Luggage"), capfirst(self.get_luggage_display())))
        if self.equipment:
            labels = dict(self.Equipment.choices)
            rows.append(("heart", _("On board"), capfirst(", ".join(str(labels[key]) for key in self.equipment if key in labels))))
        if self.motive != self.Motive.OTHER:
            rows.append(("info", _("What for"), capfirst(self.get_motive_display())))
        return rows

    @property
    def price(self) -> tuple[str, str]:
        """What each seat costs, and how it is paid; nothing where somebody looks for a seat."""
        if not self.is_offer:
            return "", ""
        return (f"{amounts.plain(self.amount)} €", str(_("a seat, in hand"))) if self.amount else (str(_("Free of charge")), "")

    def own_words(self) -> list[str]:
        return [self.origin, self.destination, self.via]

    def refusal_of_terms(self) -> str:
        """Return why more is asked than the law lets passengers give; nothing when it is in order (LIM-03)."""
        if not self.is_offer or not self.amount:
            return ""
        try:
            scale = LegalFigure.on(f"km-{min(max(self.power or 3, 3), 7)}", timezone.localdate())
        except LegalFigure.DoesNotExist:
            return str(_("The official scale is not known for this day: ask for nothing."))
        most = self.ceiling()
        if most.allows(self.amount, self.seats):
            return ""
        words = _(
            "At most %(per_seat)s € a seat: %(km)s km × %(rate)s € and %(extras)s € of tolls and parking make %(total)s €, "
            "shared by %(sharers)s. (%(source)s)"
        )
        return str(words) % {
            "per_seat": number_format(most.per_seat, 2),
            "km": number_format(self.km.normalize(), use_l10n=True),
            "rate": number_format(scale.value, 3),
            "extras": number_format(self.tolls + self.parking, 2),
            "total": number_format(most.total, 2),
            "sharers": self.seats + 1 if self.driver_shares else self.seats,
            "source": scale.source,
        }
