"""The code handed over at the desk: who handed it, on what evidence, and whether it was used. Never a document, never a name."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from verification.models.dwelling import Dwelling
from verification.querysets import DeskCodeQuerySet


class DeskCode(models.Model):
    """One code on one slip. It belongs to a neighbourhood and a dwelling, and to nobody until somebody types it."""

    class Evidence(models.TextChoices):
        """What the curator looked at. A kind only: no copy and no number is ever taken (VER-13)."""

        BILL = "bill", _("a recent bill with the address")
        LEASE = "lease", _("a lease or a deed")
        OFFICIAL = "official", _("an official letter with the address")
        IDENTITY = "identity", _("an identity document with the address")
        VISIT = "visit", _("seen at home")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="desk_codes")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="desk_codes")
    evidence = models.CharField(_("what was looked at"), max_length=10, choices=Evidence)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="desk_codes_issued")
    issued_at = models.DateTimeField(_("handed over"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="desk_codes_used")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    #: When a slip that nobody used was counted among those that came to nothing.
    lapsed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeskCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk code")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(cancelled_at__isnull=True), name="a_desk_code_ends_once"
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "issued_at"], name="desk_code_of_place"),
            models.Index(fields=["issued_by", "issued_at"], name="desk_code_of_curator"),
            models.Index(
                fields=["expires_at"],
                name="desk_code_unused",
                condition=models.Q(used_at__isnull=True, cancelled_at__isnull=True, lapsed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)[:8]

    @property
    def is_live(self) -> bool:
        return not self.used_at and not self.cancelled_at and self.expires_at > timezone.now()

    def get_state_display(self) -> str:
        if self.used_at:
            return _("used")
        if self.cancelled_at:
            return _("cancelled")
        return _("valid") if self.is_live else _("expired")
