"""Looking after a neighbour's children: who offers it, or who looks for somebody (domain.md §4.2).

Never for everybody, with a picture or a child's name; of a sitter under 18 not even the street is kept (LEG-10). The law's limits are data (LegalFigure).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import amounts, childcare_hours, kinds, limits, timetables
from listings.childcare_hours import SitterAge, Span
from listings.models.base import ListingPage
from listings.models.childcare_law import contract_needed, minor_refusal, span_of
from listings.models.childcare_search import MeetsSitters
from listings.models.school import SchoolHoliday

if TYPE_CHECKING:
    from listings.models.occurrence import Occurrence

kinds.register(
    kinds.Kind(
        "childcare",
        _("Childcare"),
        _("Look after children, or look for somebody"),
        order=20,
        repeats=True,
        meets=True,
        accepted=_("Agreed"),
        ask=_("Ask for these hours"),
    )
)
WEEK = range(7)
PERIODS = ("am", "pm", "eve")
PERIOD_NAMES = {"am": _("morning"), "pm": _("afternoon"), "eve": _("evening")}


def usual_hours() -> list[time]:
    """Return when the morning, the afternoon and the evening begin and end, unless somebody says otherwise."""
    return [time(8), time(12), time(14), time(18), time(19), time(22)]


class ChildcarePage(MeetsSitters):
    class AgeBand(models.TextChoices):
        BABY = "0-2", _("under 3")
        SMALL = "3-5", _("3 to 5")
        SCHOOL = "6-10", _("6 to 10")
        BIG = "11+", _("11 and over")

    class Home(models.TextChoices):
        FAMILY = "family", _("at the children's home")
        SITTER = "sitter", _("at the sitter's home")
        EITHER = "either", _("either home")

    class Return(models.TextChoices):
        ALONE = "alone", _("the sitter goes home alone")
        WALKED = "walked", _("we walk the sitter home")
        DRIVEN = "driven", _("we drive the sitter home")

    class Season(models.TextChoices):
        ALWAYS = "always", _("all year round")
        TERM = "term", _("when there is school")
        HOLIDAYS = "holidays", _("in the school holidays")

    KIND = "childcare"
    is_dated = True
    shown_dates = limits.SHOWN_HOURS
    takes_pictures = False
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (
        *ListingPage.KEPT_FIELDS, "sitter_age", "ages", "children", "home", "going_home", "first_day", "last_day", "starts", "ends", "grid",
        "hours", "season", "skipped", "meet_first",
    )  # fmt: skip

    sitter_age = models.CharField(_("how old are you?"), max_length=5, choices=SitterAge, blank=True)
    ages = ArrayField(models.CharField(max_length=5, choices=AgeBand), verbose_name=_("how old are the children?"))
    #: Of a request, how many there are; of an offer, how many at most.
    children = models.PositiveSmallIntegerField(_("how many children?"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)])
    home = models.CharField(_("where"), max_length=6, choices=Home, default=Home.FAMILY)
    going_home = models.CharField(_("the way home"), max_length=6, choices=Return, default=Return.WALKED)
    experience = models.CharField(_("experience"), max_length=300, blank=True)
    first_aid = models.BooleanField(_("first aid"), default=False)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    #: The day of a single time, or the first of every week.
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    #: "2-eve": Wednesday evening. Empty for a single time.
    grid = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    #: When the morning, the afternoon and the evening begin and end.
    hours = ArrayField(models.TimeField(), size=6, default=usual_hours)
    season = models.CharField(_("when in the year?"), max_length=8, choices=Season, default=Season.ALWAYS)
    skipped = ArrayField(models.DateField(), default=list, blank=True)
    meet_first = models.BooleanField(_("we meet first, all together, without obligation"), default=True)

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("experience"), FieldPanel("languages")]

    class Meta:
        verbose_name = _("childcare")
        verbose_name_plural = _("childcare")
        constraints = [
            models.CheckConstraint(condition=models.Q(children__gte=1, children__lte=8), name="one_to_eight_children"),
            models.CheckConstraint(
                condition=~models.Q(grid=[]) | models.Q(starts__isnull=False, ends__isnull=False), name="childcare_has_its_hours"
            ),
        ]

    @classmethod
    def audiences(cls) -> list[str]:
        """Leave out the whole world: neither a family nor a sitter is for strangers to find."""
        return [cls.Audience.NEIGHBOURHOOD, cls.Audience.PARTNERS]

    @property
    def capacity(self) -> int | None:
        """Count one sitter, or one family, for each time."""
        return 1

    @property
    def is_weekly(self) -> bool:
        return bool(self.grid)

    @property
    def is_by_a_minor(self) -> bool:
        return self.is_offer and self.sitter_age == SitterAge.MINOR

    @property
    def hides_place(self) -> bool:
        return self.is_by_a_minor

    def span(self, period: str) -> Span:
        """Return when a part of the day begins and ends."""
        number = 2 * PERIODS.index(period)
        return childcare_hours.span(self.hours[number], self.hours[number + 1])

    @property
    def week(self) -> list[list[Span]]:
        """Return the hours of each day, Monday first; of a single time, those of its day alone."""
        if not self.is_weekly:
            return [[childcare_hours.span(self.starts, self.ends)]] if self.starts and self.ends else []
        return [[self.span(period) for period in PERIODS if f"{day}-{period}" in self.grid] for day in WEEK]

    @property
    def weekly_hours(self) -> Decimal:
        return childcare_hours.hours(span for day in self.week for span in day)

    def timetable(self, since: date, last: date) -> list[timetables.Timeslot]:
        if not self.is_weekly:
            to_come = self.starts and self.ends and self.first_day >= since and self.first_day not in self.skipped
            return [timetables.slot(self.first_day, self.starts, self.ends)] if to_come else []
        first, last = max(since, self.first_day), min(last, self.last_day or last)
        holidays = [] if self.season == self.Season.ALWAYS else SchoolHoliday.near(self.neighbourhood.town.code, first, last)
        slots = []
        for day in (first + timedelta(number) for number in range((last - first).days + 1)):
            closed = any(start <= day <= end for start, end in holidays)
            wanted = self.season == self.Season.ALWAYS or closed == (self.season == self.Season.HOLIDAYS)
            if wanted and day not in self.skipped:
                slots += [self._slot(day, period) for period in PERIODS if f"{day.weekday()}-{period}" in self.grid]
        return slots

    def _slot(self, day: date, period: str) -> timetables.Timeslot:
        number = 2 * PERIODS.index(period)
        return timetables.slot(day, self.hours[number], self.hours[number + 1], period)

    @property
    def lasts_until(self) -> datetime | None:
        if self.is_weekly or not self.starts or not self.ends:
            return None
        return timetables.slot(self.first_day, self.starts, self.ends).ends_at

    def skip(self, day: date) -> None:
        self.skipped = sorted({*self.skipped, day})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.hides_place:
            self.street = self.cell = ""
        super().save(*args, **kwargs)

    def refusal_of_terms(self) -> str:
        """Return why the law, or this kind's rule about who reads it, does not let this be published; nothing when it is in order."""
        if self.audience == self.Audience.PUBLIC:
            return str(_("Childcare is shown to verified neighbours only."))
        if not self.is_offer:
            return ""
        if self.sitter_age not in SitterAge:
            return str(_("Say how old you are: one sits from 16 on."))
        return minor_refusal(self.week) if self.is_by_a_minor else ""

    def refusal_of_answer(self, occurrence: "Occurrence | None", given: Mapping[str, Any], own: "Iterable[Occurrence]") -> str:
        """Return why somebody cannot answer like that: a sitter by age and hours, a family by how many children it brings."""
        if self.is_offer:
            count = given.get("children") or 0
            if not 1 <= count <= self.children:
                words = ngettext("%(count)s child at most.", "%(count)s children at most.", self.children)
                return words % {"count": self.children}
            return ""
        if given.get("sitter_age") not in SitterAge:
            return str(_("Say how old you are: one sits from 16 on."))
        if given["sitter_age"] != SitterAge.MINOR or occurrence is None:
            return ""
        return minor_refusal([[span_of(one) for one in {occurrence, *own} if one.day == occurrence.day]])

    @property
    def is_for_adults(self) -> bool:
        """Tell whether none of the hours of this request are for a sitter under 18."""
        return not self.is_offer and all(bool(minor_refusal([[span]])) for day in self.week for span in day)

    def describe(self) -> str:
        parts = [self.ages_in_words, self.rhythm if self.is_weekly else self.moment]
        if self.amount:
            parts.append(self.rate)
        return capfirst(". ".join(capfirst(part) for part in parts if part) + ".")

    @property
    def ages_in_words(self) -> str:
        labels = dict(self.AgeBand.choices)
        bands = ", ".join(str(labels[key]) for key in self.AgeBand.values if key in self.ages)
        words = _("%(children)s, %(ages)s") if not self.is_offer else _("%(children)s at most, %(ages)s")
        children = ngettext("%(count)s child", "%(count)s children", self.children) % {"count": self.children}
        return str(words) % {"children": children, "ages": bands}

    @property
    def rhythm(self) -> str:
        """The days of the week in words, each with its parts."""
        parts = {day: [str(PERIOD_NAMES[period]) for period in PERIODS if f"{day}-{period}" in self.grid] for day in WEEK}
        return ", ".join(f"{WEEKDAYS[day]} ({', '.join(names)})" for day, names in parts.items() if names)

    @property
    def table(self) -> list[tuple[str, list[bool]]]:
        """Return each day of the week with what is wanted of it."""
        return [(capfirst(str(WEEKDAYS[day])), [f"{day}-{part}" in self.grid for part in PERIODS]) for day in WEEK]

    @property
    def parts_of_day(self) -> list[dict[str, Any]]:
        return [
            {"name": capfirst(str(PERIOD_NAMES[part])), "start": self.hours[2 * number], "end": self.hours[2 * number + 1]}
            for number, part in enumerate(PERIODS)
        ]

    @property
    def moment(self) -> str:
        if not self.starts or not self.ends:
            return date_format(self.first_day, "l j F")
        words = _("%(day)s, %(start)s to %(end)s")
        clocks = {"start": date_format(self.starts, "TIME_FORMAT"), "end": date_format(self.ends, "TIME_FORMAT")}
        return str(words) % {"day": date_format(self.first_day, "l j F"), **clocks}

    @property
    def rate(self) -> str:
        if not self.amount:
            return str(_("A favour between neighbours"))
        return str(_("%(amount)s € an hour") % {"amount": amounts.plain(self.amount)})

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = [
            ("heart", _("Children"), capfirst(self.ages_in_words)),
            ("home", _("Where"), capfirst(self.get_home_display())),
            ("euro", _("What it costs"), self.rate),
        ]
        if self.is_weekly and self.season != self.Season.ALWAYS:
            rows.append(("calendar", _("In the year"), capfirst(self.get_season_display())))
        return rows + (self._facts_of_sitter() if self.is_offer else self._facts_of_family())

    def _facts_of_sitter(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = [("user", _("Age of the sitter"), capfirst(self.get_sitter_age_display()))]
        if self.first_aid:
            rows.append(("shield", _("First aid"), _("Has learned first aid")))
        rows += [("star", _("Experience"), self.experience)] if self.experience else []
        return rows + ([("globe", _("Languages"), self.languages)] if self.languages else [])

    def _facts_of_family(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = [("moon", _("The way home"), capfirst(self.get_going_home_display()))]
        if self.is_for_adults:
            rows.append(("user", _("Age of the sitter"), _("18 or more: the hours are too long or too late before")))
        return rows

    @property
    def contract_source(self) -> str:
        """Where it is written that so many paid hours a week need a contract; nothing when they do not."""
        return contract_needed(self.weekly_hours) if self.amount and self.is_weekly else ""

    @property
    def needs_declaration(self) -> bool:
        """Tell whether the notice about declaring is shown: whatever is paid, and what goes on week after week."""
        return bool(self.amount) or self.is_weekly

    def own_words(self) -> list[str]:
        return [self.experience, self.languages]
