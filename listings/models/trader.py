"""Whether somebody with many paid offers is a trader: asked, and what they answered (domain.md §4.2)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.querysets import TraderQuestionQuerySet


class TraderQuestion(models.Model):
    """One row per person asked. Seen by that person and, at the desk, by the curators of where they live: it is nobody else's business."""

    class Answer(models.TextChoices):
        PRIVATE = "private", _("No, I do this now and then, as a neighbour")
        TRADER = "trader", _("Yes, this is my trade")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trader_question")
    asked_at = models.DateTimeField(default=timezone.now)
    #: How many paid offers there were when it was asked.
    offers = models.PositiveSmallIntegerField()
    answer = models.CharField(_("answer"), max_length=7, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TraderQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question whether somebody is a trader")
        verbose_name_plural = _("questions whether somebody is a trader")
        constraints = [
            models.CheckConstraint(condition=models.Q(answer="") ^ models.Q(answered_at__isnull=False), name="an_answer_has_its_moment")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.answer or '?'}"
