"""The key to one person's calendar feed. The address holds it signed: a copy of this table opens nothing without our secret."""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

_SIGNER = Signer(salt="listings.calendar")


class CalendarKey(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    renewed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("key to a calendar")
        verbose_name_plural = _("keys to calendars")

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def token(self) -> str:
        """What stands in the address of the feed."""
        return _SIGNER.sign(self.key.hex).replace(":", ".")

    @classmethod
    def read(cls, token: str) -> uuid.UUID | None:
        """Return the key that a token holds, or None when it is not one of ours."""
        try:
            return uuid.UUID(_SIGNER.unsign(token.replace(".", ":", 1)))
        except (BadSignature, ValueError):
            return None
