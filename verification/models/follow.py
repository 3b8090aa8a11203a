"""Reading along with a neighbouring place."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage


class Follow(models.Model):
    """One person reads along with one partner of the own neighbourhood. It gives no right whatsoever."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="followers")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("followed neighbourhood")
        constraints = [models.UniqueConstraint(fields=["user", "neighbourhood"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.neighbourhood_id}"
