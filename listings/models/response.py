"""A neighbour's answer to a listing: one mechanism for every kind (domain.md §4.1)."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listings.childcare_hours import SitterAge
from listings.models.base import ListingPage
from listings.models.match import Match
from listings.models.occurrence import Occurrence
from listings.querysets import ResponseQuerySet


class Response(models.Model):
    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("answer", "waiting")
        ACCEPTED = "accepted", pgettext_lazy("answer", "accepted")
        DECLINED = "declined", pgettext_lazy("answer", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("answer", "withdrawn")
        DONE = "done", pgettext_lazy("answer", "done")
        CANCELLED = "cancelled", pgettext_lazy("answer", "cancelled")
        NO_SHOW = "no_show", pgettext_lazy("answer", "nobody came")
        OFFERED = "offered", pgettext_lazy("answer", "a place is free")
        LAPSED = "lapsed", pgettext_lazy("answer", "offered in vain")
        MAYBE = "maybe", pgettext_lazy("answer", "perhaps")

    #: One such row per person and listing, or per person and date of a listing.
    LIVE_STATES = (State.ASKED, State.ACCEPTED, State.OFFERED, State.MAYBE)
    #: What counts against the capacity. What is offered to somebody is kept for them meanwhile.
    TAKING_STATES = (State.ACCEPTED, State.DONE, State.OFFERED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="responses")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="listing_responses")
    #: The date this is about, for kinds that take place.
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, null=True, blank=True, related_name="responses")
    #: The ring of exchanges this is part of.
    match = models.ForeignKey(Match, on_delete=models.SET_NULL, null=True, blank=True, related_name="responses")
    #: The days for which a thing is lent, the last one included.
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    slot = models.CharField(_("when can you come?"), max_length=120, blank=True)
    message = models.TextField(_("a word"), max_length=1000, blank=True)
    #: Childcare: how many children come, or the age of the person who offers to sit.
    children = models.PositiveSmallIntegerField(_("how many children?"), null=True, blank=True)
    sitter_age = models.CharField(_("how old are you?"), max_length=5, choices=SitterAge, blank=True)
    #: Whether the two meet first, and when they did.
    meets_first = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    #: What the author tells this one person when accepting, such as where to ring.
    note = models.TextField(_("what this person needs to know"), max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Until when a place that became free is kept for this person.
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(max_length=200, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "resident"],
                condition=models.Q(state__in=["asked", "accepted", "offered", "maybe"], occurrence=None),
                name="one_live_response_per_person",
            ),
            models.UniqueConstraint(
                fields=["occurrence", "resident"],
                condition=models.Q(state__in=["asked", "accepted", "offered", "maybe"]),
                name="one_live_response_per_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="offered") | models.Q(offered_until__isnull=False), name="an_offer_has_its_end"
            ),
            # Two ranges of integers instead of "equal": that would need the btree_gist extension.
            ExclusionConstraint(
                name="loans_do_not_overlap",
                expressions=[
                    (Func("listing_id", "listing_id", Value("[]"), function="int8range", output_field=BigIntegerRangeField()), "&&"),
                    (Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()), "&&"),
                ],
                condition=models.Q(state__in=["accepted", "offered"], starts_on__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None, ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_loan_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="a_response_takes_something"),
        ]
        indexes = [
            models.Index(fields=["listing", "state", "asked_at"], name="response_line"),
            models.Index(fields=["resident", "state"], name="response_of_person"),
            models.Index(fields=["occurrence", "state"], name="response_of_date"),
            models.Index(fields=["offered_until"], name="response_offer_ends", condition=models.Q(state="offered")),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"

    @property
    def period(self) -> tuple[date, date] | None:
        return (self.starts_on, self.ends_on) if self.starts_on and self.ends_on else None

    @property
    def waits_for_meeting(self) -> bool:
        return self.meets_first and self.met_at is None and self.state == self.State.ACCEPTED

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE_STATES

    @property
    def is_half_done(self) -> bool:
        """Tell whether something of an exchange was received, and something was not. Read with `with_legs`."""
        done = [leg.is_done for leg in self.legs.all()]
        return any(done) and not all(done)
