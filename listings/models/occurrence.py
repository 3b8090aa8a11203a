"""One time at which a listing takes place: an evening, a drive. What is counted per date is counted here."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage
from listings.querysets import OccurrenceQuerySet


class Occurrence(models.Model):
    """Made from a listing's timetable by `services.follow_timetable`, and kept when it is cancelled: calendars must hear of it."""

    class Leg(models.TextChoices):
        WHOLE = "", ""
        OUT = "out", pgettext_lazy("drive", "there")
        BACK = "back", pgettext_lazy("drive", "back")
        MORNING = "am", pgettext_lazy("part of the day", "morning")
        AFTERNOON = "pm", pgettext_lazy("part of the day", "afternoon")
        EVENING = "eve", pgettext_lazy("part of the day", "evening")

    #: Also the UID of the entry in every calendar: it stays when the time changes.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="occurrences")
    #: The local day the timetable gives it; with the leg, its name within the listing.
    day = models.DateField()
    leg = models.CharField(max_length=4, choices=Leg, blank=True, default=Leg.WHOLE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Rises with every change, as RFC 5545 asks: calendars take the higher one.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    #: When it was decided that enough people come, or that they do not.
    decided_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date of a listing")
        verbose_name_plural = _("dates of listings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "day", "leg"], name="one_occurrence_per_day_and_leg"),
            models.CheckConstraint(condition=models.Q(ends_at__gte=models.F("starts_at")), name="an_occurrence_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="occurrence_by_time")]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.day}"

    @property
    def is_standing(self) -> bool:
        return self.cancelled_at is None

    @property
    def summary(self) -> str:
        """What its entry in a calendar is called."""
        return f"{self.listing.title} ({self.get_leg_display()})" if self.leg else self.listing.title

    @property
    def when(self) -> str:
        """The day and the hour, in the reader's language and by the clock in force."""
        start = timezone.localtime(self.starts_at)
        words = gettext("%(day)s, %(time)s") % {"day": date_format(start, "l j F"), "time": date_format(start, "TIME_FORMAT")}
        return f"{words} ({self.get_leg_display()})" if self.leg else words
