from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.delivery import Channel
from notifications.querysets import PreferenceQuerySet


class Preference(models.Model):
    """What a person changed; without a row the kind's own default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(max_length=50)
    channel = models.CharField(max_length=10, choices=Channel)
    enabled = models.BooleanField()

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "channel"], name="one_preference_per_kind_and_channel")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}: {self.enabled}"


class QuietHours(models.Model):
    """When channels that ring stay silent, unless life is at stake. E-mail does not ring."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours")
    enabled = models.BooleanField(_("quiet at night"), default=True)
    begins = models.TimeField(_("from"), default=time(22))
    ends = models.TimeField(_("until"), default=time(7))

    class Meta:
        verbose_name = _("quiet hours")

    def __str__(self) -> str:
        return f"{self.begins}-{self.ends}"
