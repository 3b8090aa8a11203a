"""What neighbours answer to an alert: that it is true, and how they are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.alert import Alert
from notifications.querysets import RollCallQuerySet


class Confirmation(models.Model):
    """A resident saw it too. Two of them carry a neighbour's alert from its circle to the whole neighbourhood."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of an alert")
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="one_confirmation_per_person")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.user_id}"


class RollCallAnswer(models.Model):
    """How somebody is in a serious alert. For those who run the place only; goes a few days after the alert's end."""

    class Answer(models.TextChoices):
        FINE = "fine", _("I am fine")
        NEEDS_HELP = "needs_help", _("I need help")
        CAN_HELP = "can_help", _("I can help")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    note = models.CharField(_("In a few words"), max_length=200, blank=True)
    answered_at = models.DateTimeField(auto_now=True)
    #: When somebody took care of it.
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = RollCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a roll-call")
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="one_answer_per_person")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.answer}"
