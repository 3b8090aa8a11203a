"""The postcard: an address is sealed, and lives until its card is handed to the post."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Membership, NeighbourhoodPage
from verification.codes import ALPHABET
from verification.models.dwelling import Dwelling
from verification.policy import CARD_LIFE, TRIES_PER_CARD
from verification.querysets import PostcardQuerySet, PrintBatchQuerySet


def new_reference() -> str:
    """Return what is printed small on a card, so that its receiver can object: it opens nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class PrintBatch(models.Model):
    """The cards of one neighbourhood that go to the printer together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="print_batches")
    created_at = models.DateTimeField(_("printed"), auto_now_add=True)
    posted_at = models.DateTimeField(_("handed to the post"), null=True, blank=True)
    #: The mailing provider that prints and posts it; empty when we do so ourselves.
    provider = models.CharField(max_length=30, blank=True, editable=False)

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)[:8]


class Postcard(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        QUEUED = "queued", _("ready to print")
        PRINTED = "printed", _("printed")
        POSTED = "posted", _("handed to the post")
        USED = "used", _("used")
        LOCKED = "locked", _("locked after too many wrong codes")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")

    class Purpose(models.TextChoices):
        JOIN = "join", _("proof of residence")
        RECOVERY = "recovery", _("way back into an account")

    #: States in which a card may still reach somebody.
    LIVE_STATES = (State.REQUESTED, State.QUEUED, State.PRINTED, State.POSTED)
    #: States in which the address is still needed.
    UNPOSTED_STATES = (State.REQUESTED, State.QUEUED, State.PRINTED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="postcards")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="postcards")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="postcards")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="postcards")
    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="postcards")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.JOIN)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="fr")
    code_hash = models.CharField(max_length=200, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)
    posted_at = models.DateTimeField(_("handed to the post"), null=True, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PostcardQuerySet.as_manager()

    class Meta:
        verbose_name = _("postcard")
        verbose_name_plural = _("postcards")
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=TRIES_PER_CARD), name="a_card_bears_few_tries"),
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "cancelled"]) | ~models.Q(code_hash=""),
                name="a_prepared_card_has_a_code",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["posted", "used", "locked", "expired"])
                | models.Q(posted_at__isnull=False, expires_at__isnull=False),
                name="a_posted_card_is_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__isnull=True) | models.Q(expires_at__lte=models.F("posted_at") + CARD_LIFE),
                name="a_card_lives_thirty_days",
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "state", "requested_at"], name="postcard_of_place"),
            models.Index(fields=["user", "requested_at"], name="postcard_of_account"),
            models.Index(fields=["dwelling", "requested_at"], name="postcard_of_dwelling"),
            models.Index(fields=["state", "requested_at"], name="postcard_due"),
        ]

    def __str__(self) -> str:
        return self.reference

    def forget_address(self) -> None:
        """Destroy the address, the code in clear and the file of this card."""
        PostalAddress.objects.filter(postcard=self).delete()


class PostalAddress(models.Model):
    """The only place that holds a home address and its code, sealed; the row goes when the card is handed to the post."""

    postcard = models.OneToOneField(Postcard, on_delete=models.CASCADE, primary_key=True, related_name="address")
    #: {"lines": what is printed, "round": where the postman passes}.
    sealed_content = models.BinaryField(editable=False)
    sealed_code = models.BinaryField(editable=False, default=b"")
    sealed_card = models.BinaryField(editable=False, default=b"")

    class Meta:
        verbose_name = _("postal address")

    def __str__(self) -> str:
        return str(self.postcard_id)
