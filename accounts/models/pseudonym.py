from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.querysets import FormerPseudonymQuerySet


class FormerPseudonym(models.Model):
    """A name somebody gave up. Nobody else gets it for a while, so that no one can pass for who bore it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_pseudonyms")
    pseudonym_key = models.CharField(max_length=60, db_index=True)
    released_at = models.DateTimeField(default=timezone.now)

    objects = FormerPseudonymQuerySet.as_manager()

    def __str__(self) -> str:
        return self.pseudonym_key
