"""Coming back to an account by a card to its home: the request waits sealed, and is forgotten once it was looked at."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from verification.querysets import CardWishQuerySet


class CardWish(models.Model):
    """A name and an address somebody typed. Sealed, because together they might say who lives where; gone within minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed_content = models.BinaryField(editable=False)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = CardWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for a recovery card")

    def __str__(self) -> str:
        return str(self.id)[:8]
