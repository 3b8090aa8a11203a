"""The second person an emergency's text messages wait for (domain.md §5, ALR-13)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.alert import Alert
from notifications.querysets import TextReleaseQuerySet


class TextRelease(models.Model):
    """Text messages of one emergency, held back until somebody beside its sender says yes. Every other way has left already."""

    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="text_release")
    #: Numbers that would ring: what the second person types.
    numbers = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    #: From then on nobody can say yes any more.
    lapses_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TextReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("second person for text messages")

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.confirmed_at or 'waiting'}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody can still say yes, as far as this row knows: the alert must run too."""
        return self.confirmed_at is None and self.lapses_at > timezone.now()

    @property
    def has_lapsed(self) -> bool:
        return self.confirmed_at is None and self.lapses_at <= timezone.now()
