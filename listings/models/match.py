"""What may suit people: a request and an offer that meet, or exchanges that close in a ring. Found by a job, told once, kept."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listings.models.base import ListingPage
from listings.querysets.matches import MatchQuerySet


class Match(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("match", "proposed")
        AGREED = "agreed", pgettext_lazy("match", "agreed")
        OFF = "off", pgettext_lazy("match", "off")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The listings it joins, in one order whoever finds it: what was found once is not found again.
    key = models.CharField(max_length=80, unique=True)
    #: Whether each gives to the next, and the last to the first; else a request and an offer.
    is_ring = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    found_at = models.DateTimeField(auto_now_add=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match of listings")
        verbose_name_plural = _("matches of listings")
        indexes = [models.Index(fields=["state", "-found_at"], name="match_newest", condition=models.Q(is_ring=True))]

    def __str__(self) -> str:
        return self.key


class MatchPart(models.Model):
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="parts")
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="match_parts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: In a ring, the place in it; in a pair, the request comes first.
    order = models.PositiveSmallIntegerField()
    #: In a ring, what this one gives to the next.
    what = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("part of a match")
        verbose_name_plural = _("parts of matches")
        ordering = ["match", "order"]
        constraints = [
            models.UniqueConstraint(fields=["match", "listing"], name="a_listing_is_in_a_match_once"),
            models.UniqueConstraint(fields=["match", "person"], name="a_person_is_in_a_match_once"),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="match_parts_of_person")]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.order}"
