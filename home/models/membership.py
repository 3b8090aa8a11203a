"""Who belongs where. Only `verification` moves a membership from one state to another."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models.places import NeighbourhoodPage, VerificationMethod
from home.querysets import MembershipQuerySet


class Membership(models.Model):
    class State(models.TextChoices):
        STARTED = "started", _("started")
        PENDING = "pending", _("being verified")
        CONFIRMED = "confirmed", _("confirmed")
        EXPIRING = "expiring", _("to be renewed soon")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")
        LEFT = "left", _("left")

    class Level(models.IntegerChoices):
        DECLARED = 0, _("declared")
        LOCATED = 1, _("located")
        VERIFIED = 2, _("verified")

    #: The states in which a person counts as (becoming) a resident: at most one such row per person.
    CURRENT_STATES = (State.STARTED, State.PENDING, State.CONFIRMED, State.EXPIRING)
    #: The states that give access.
    ACTIVE_STATES = (State.CONFIRMED, State.EXPIRING)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.DECLARED)
    method = models.CharField(max_length=20, choices=VerificationMethod, blank=True)
    street = models.CharField(
        _("street shown to neighbours"),
        max_length=100,
        blank=True,
        help_text=_("Without a number, and only if you want it shown."),
    )
    dwelling_hash = models.CharField(max_length=64, blank=True, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    #: Since when a full proof has held without a break. A renewal moves `confirmed_at`, and neither of these two.
    full_since = models.DateTimeField(null=True, blank=True, editable=False)
    #: The same for a proof that somebody of the post or the town hall had a hand in.
    strong_since = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state__in=["started", "pending", "confirmed", "expiring"]),
                name="one_home_neighbourhood_per_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["confirmed", "expiring"])
                | models.Q(confirmed_at__isnull=False, expires_at__isnull=False, level__gte=1),
                name="a_confirmed_membership_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "state", "level"], name="membership_of_place"),
            models.Index(fields=["dwelling_hash"], name="membership_dwelling", condition=~models.Q(dwelling_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.neighbourhood_id}: {self.state}"
