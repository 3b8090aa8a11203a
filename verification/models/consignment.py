"""A card that a mailing provider is asked to print and post: the outbox between us and it. Holds no address."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from verification.codes import ALPHABET
from verification.models.postcard import Postcard, PrintBatch
from verification.querysets import ConsignmentQuerySet


def new_key() -> str:
    """Return what the provider recognises one letter by, however often we ask: it opens nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(20))


class Consignment(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being handed over")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        UNSURE = "unsure", _("no clear answer")
        DROPPED = "dropped", _("cancelled before it left")

    class Fate(models.TextChoices):
        """What the provider told us since, in our words."""

        UNKNOWN = "", _("not told yet")
        PRINTED = "printed", _("printed")
        TRAVELLING = "travelling", _("on its way")
        DELIVERED = "delivered", _("delivered")
        RETURNED = "returned", _("came back")

    OPEN_STATES = (State.WAITING, State.SENDING)

    key = models.CharField(max_length=20, primary_key=True, default=new_key, editable=False)
    postcard = models.ForeignKey(Postcard, on_delete=models.CASCADE, related_name="consignments")
    batch = models.ForeignKey(PrintBatch, on_delete=models.CASCADE, related_name="consignments")
    provider = models.CharField(max_length=30)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    #: How often we asked, whether an answer was ever lost, and the provider's short code of what went wrong.
    attempts = models.PositiveSmallIntegerField(default=0)
    answer_lost = models.BooleanField(default=False)
    error = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    cost_cents = models.PositiveIntegerField(default=0)
    fate = models.CharField(max_length=10, choices=Fate, default=Fate.UNKNOWN, blank=True)
    fate_at = models.DateTimeField(null=True, blank=True)

    objects = ConsignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consignment")
        constraints = [
            models.UniqueConstraint(
                fields=["postcard"], condition=models.Q(state__in=["waiting", "sending", "unsure"]), name="a_card_is_handed_over_once"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="consignment_due", condition=models.Q(state__in=["waiting", "sending"]))]

    def __str__(self) -> str:
        return self.key
