"""What a neighbourhood may tune about its proofs, within the bounds of `verification.policy`, and what is counted of them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from home.models.places import VerificationMethod
from verification import policy
from verification.querysets import ProofStepQuerySet


class PlacePolicy(models.Model):
    """The limits one neighbourhood chose; without a row, the usual ones hold."""

    neighbourhood = models.OneToOneField(NeighbourhoodPage, on_delete=models.CASCADE, primary_key=True, related_name="proof_policy")
    cards_per_day = models.PositiveSmallIntegerField(
        _("postcards a day, at most"),
        default=policy.CARDS_PER_NEIGHBOURHOOD_PER_DAY,
        validators=[MinValueValidator(policy.CARDS_PER_DAY_BOUNDS[0]), MaxValueValidator(policy.CARDS_PER_DAY_BOUNDS[1])],
        help_text=_("Postage is yours: beyond this number people are asked to come back the next day."),
    )
    desk_codes_per_day = models.PositiveSmallIntegerField(
        _("slips of the desk a day and a curator, at most"),
        default=policy.DESK_CODES_PER_CURATOR_PER_DAY,
        validators=[MinValueValidator(policy.DESK_CODES_BOUNDS[0]), MaxValueValidator(policy.DESK_CODES_BOUNDS[1])],
    )
    desk_words = models.CharField(
        _("where and when you receive"),
        max_length=200,
        blank=True,
        help_text=_("Shown to newcomers: for instance “Maison du port, Thursdays from 10 to 12”."),
    )

    class Meta:
        verbose_name = _("policy of proofs")
        verbose_name_plural = _("policies of proofs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cards_per_day__range=policy.CARDS_PER_DAY_BOUNDS)
                & models.Q(desk_codes_per_day__range=policy.DESK_CODES_BOUNDS),
                name="a_policy_stays_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.neighbourhood_id)


class ProofStep(models.Model):
    """One step somebody took on the way in: which, by which proof, in which month. It knows no person and no day."""

    class Step(models.TextChoices):
        STARTED = "started", _("chose this neighbourhood")
        ASKED = "asked", _("asked for a proof")
        CONFIRMED = "confirmed", _("confirmed")
        ENDED = "ended", _("refused or expired")

    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="proof_steps")
    month = models.DateField()
    #: Empty while no proof is chosen.
    method = models.CharField(max_length=20, choices=VerificationMethod, blank=True)
    step = models.CharField(max_length=10, choices=Step)

    objects = ProofStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a proof")
        indexes = [models.Index(fields=["neighbourhood", "month", "method", "step"], name="proof_step_of_place")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.method} {self.step}"
