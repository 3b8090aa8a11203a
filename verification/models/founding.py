"""A neighbourhood on its way to be opened: who proposes it, why, until when, and what was decided."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from verification.founding.querysets import EmailInvitationQuerySet, FoundingQuerySet


class Founding(models.Model):
    """What is known of the opening of one neighbourhood. Where it stands is the state of its page."""

    class Way(models.TextChoices):
        DRAWN = "drawn", _("drawn on the map")
        OFFICIAL = "official", _("an official area")
        RADIUS = "radius", _("a circle around a place")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("opened")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("not enough neighbours in time")
        WITHDRAWN = "withdrawn", _("given up")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    neighbourhood = models.OneToOneField(NeighbourhoodPage, on_delete=models.CASCADE, related_name="founding")
    founder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="foundings")
    way = models.CharField(max_length=10, choices=Way)
    reason = models.TextField(_("why this neighbourhood"), max_length=600, blank=True)
    proposed_at = models.DateTimeField(auto_now_add=True)
    gathering_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    last_call_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    sponsored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sponsored_at = models.DateTimeField(null=True, blank=True)
    change_asked = models.TextField(max_length=600, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_reason = models.TextField(max_length=600, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = FoundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("founding")
        indexes = [
            models.Index(fields=["founder", "proposed_at"], name="founding_of_person"),
            models.Index(fields=["ends_at"], name="founding_end"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id}: {self.outcome or 'open'}"

    def get_absolute_url(self) -> str:
        return reverse("verification:founding", args=[self.public_id])


class EmailInvitation(models.Model):
    """One letter to write. The address is sealed, and erased as soon as the letter has left; a keyed hash stays."""

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    address_hash = models.CharField(max_length=64)
    sealed_address = models.BinaryField(default=b"")
    language = models.CharField(max_length=5, default="fr")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = EmailInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["founding", "address_hash"], name="one_invitation_per_address")]
        indexes = [
            models.Index(fields=["invited_by", "asked_at"], name="invitation_of_person"),
            models.Index(fields=["asked_at"], name="invitation_waiting", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.founding_id}: {self.done_at or 'waiting'}"


class InvitationRefusal(models.Model):
    """An address that wants no invitation, known by its keyed hash only."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    refused_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("refusal of invitations")

    def __str__(self) -> str:
        return str(self.refused_at)
