"""Two neighbours who answer for a third: the question, each answer, and the second look a curator may take."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from home.models import Membership, NeighbourhoodPage
from verification.vouching.querysets import VouchHoldQuerySet, VouchQuerySet, VouchRequestQuerySet
from verification.vouching.rules import Shape

SENTENCE_LENGTH = 160


def new_token() -> str:
    """Return what makes the link of a request: 128 random bits, so that a link cannot be guessed."""
    return secrets.token_urlsafe(16)


class VouchRequest(models.Model):
    """Somebody asks to be vouched for. The sentence lives as long as the question is open."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        HELD = "held", _("waiting for a curator")
        CONFIRMED = "confirmed", _("let in")
        REFUSED = "refused", _("refused by a curator")
        CANCELLED = "cancelled", _("taken back")
        EXPIRED = "expired", _("expired")

    #: States in which a vouch may still be given.
    LIVE_STATES = (State.OPEN, State.HELD)

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="vouch_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vouch_requests")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="vouch_requests")
    sentence = models.CharField(max_length=SENTENCE_LENGTH, blank=True)
    listed = models.BooleanField(_("shown to the neighbours"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)
    #: The two whose word let the person in, the smaller number first.
    first_voucher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    second_voucher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    #: Those who said that they do not know this person. Emptied with the question; nobody is told.
    passed_by = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    objects = VouchRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be vouched for")
        verbose_name_plural = _("requests to be vouched for")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state__in=["open", "held"]), name="one_open_question_per_membership"
            ),
            models.UniqueConstraint(
                fields=["first_voucher", "second_voucher"], condition=Q(state="confirmed"), name="two_vouch_together_once"
            ),
            models.CheckConstraint(
                condition=Q(first_voucher__isnull=True) | Q(second_voucher__isnull=True) | Q(first_voucher__lt=models.F("second_voucher")),
                name="two_vouchers_in_one_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "held"]) | Q(ended_at__isnull=False, sentence=""), name="an_ended_question_is_forgotten"
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "state", "asked_at"], name="vouch_request_of_place"),
            models.Index(fields=["user", "asked_at"], name="vouch_request_of_account"),
            models.Index(fields=["state", "expires_at"], name="vouch_request_due"),
            models.Index(fields=["asked_at"], name="vouch_request_network", condition=~Q(network_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("verification:vouch", args=[self.token])

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE_STATES


class Vouch(models.Model):
    """One neighbour answers for the person who asks."""

    class State(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VOID = "void", _("void, its giver was a fraud")

    request = models.ForeignKey(VouchRequest, on_delete=models.CASCADE, related_name="vouches")
    voucher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vouches_given")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.GIVEN)
    #: Whether it is one of the two that let the person in: such a vouch stays spent, even withdrawn.
    counted = models.BooleanField(default=False)
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    #: From when it is spent: the moment it counted, and until then the moment it was given.
    spent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VouchQuerySet.as_manager()

    class Meta:
        verbose_name = _("vouch")
        verbose_name_plural = _("vouches")
        constraints = [
            models.UniqueConstraint(fields=["request", "voucher"], condition=Q(state="given"), name="one_vouch_per_neighbour"),
            models.CheckConstraint(condition=Q(state="given") | Q(ended_at__isnull=False), name="an_ended_vouch_is_dated"),
        ]
        indexes = [
            models.Index(fields=["voucher", "spent_at"], name="vouch_of_account"),
            models.Index(fields=["given_at"], name="vouch_network", condition=~Q(network_hash="")),
            models.Index(fields=["request"], name="vouch_void", condition=Q(state="void", counted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} for {self.request_id}: {self.state}"


class VouchHold(models.Model):
    """Two vouches that look like one hand wait for a curator's look. The shapes are words, never an address."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("let in")
        REFUSED = "refused", _("refused")

    request = models.OneToOneField(VouchRequest, on_delete=models.CASCADE, primary_key=True, related_name="hold")
    shapes = ArrayField(models.CharField(max_length=20, choices=Shape))
    held_at = models.DateTimeField(_("held"), auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = VouchHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("held vouch")
        verbose_name_plural = _("held vouches")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False) & ~Q(decision=""),
                name="a_decision_is_dated",
            ),
            models.CheckConstraint(condition=~Q(decision="refused") | ~Q(reason=""), name="a_refused_vouch_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {', '.join(self.shapes)}"

    def shape_labels(self) -> list[str]:
        """Return the shapes in words."""
        return [str(Shape(shape).label) for shape in self.shapes]
