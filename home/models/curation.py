"""Who is asked to run a place, and who stands in while somebody is away."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from home.curation_querysets import CuratorAbsenceQuerySet, CuratorInvitationQuerySet


class CuratorInvitation(models.Model):
    """One person asked to become a curator of one place, by somebody who runs it. Good for one acceptance."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="curator_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: Whom it is for; nobody when it went out as a link by e-mail.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    #: Where the link still has to be sent; emptied once it has been.
    email = models.EmailField(blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))

    objects = CuratorInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a curator")
        constraints = [
            models.UniqueConstraint(fields=["place", "user"], condition=models.Q(state="open"), name="a_colleague_is_invited_once"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CuratorAbsence(models.Model):
    """The days on which a curator is away from one place, and who stands in."""

    place = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="curator_absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="curator_absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    #: The deputy was given the place's keys for these days and gives them back afterwards.
    stands_in = models.BooleanField(default=False)

    objects = CuratorAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence of a curator")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="an_absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~models.Q(deputy=models.F("user")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}"
