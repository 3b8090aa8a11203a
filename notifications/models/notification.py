from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.querysets import NotificationQuerySet


class Notification(models.Model):
    """Something one person is told. Holds ids, never words: it is put into words in the reader's language."""

    kind = models.CharField(max_length=50)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Whether the person wants to see this kind in the list on the site.
    listed = models.BooleanField(default=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_of_person", condition=models.Q(listed=True)),
            models.Index(fields=["user"], name="notification_unread", condition=models.Q(listed=True, read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def build(self) -> kinds.Message | None:
        """Put it into words; None when its kind is gone or what it is about no longer exists."""
        return kinds.build(self.kind, self.data)
