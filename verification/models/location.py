"""What is kept of a position that was checked: whether it passed. The coordinates are never stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from verification.querysets import LocationCheckQuerySet


class LocationCheck(models.Model):
    """One position somebody's browser gave: who, for which neighbourhood, on which local day, and whether it passed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="location_checks")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="location_checks")
    at = models.DateTimeField(auto_now_add=True)
    #: The date on the wall of the neighbourhood, not of the server.
    day = models.DateField()
    is_night = models.BooleanField()
    passed = models.BooleanField()
    #: Recognises the same coordinates sent again, by whichever account; keyed, so that it gives no place back.
    sample_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = LocationCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("location check")
        constraints = [
            models.UniqueConstraint(fields=["sample_hash"], condition=~models.Q(sample_hash=""), name="a_position_proves_once"),
            models.CheckConstraint(condition=models.Q(passed=True) ^ models.Q(sample_hash=""), name="only_a_passed_position_is_recognised"),
        ]
        indexes = [
            models.Index(fields=["user", "at"], name="location_of_account"),
            models.Index(fields=["at"], name="location_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {'+' if self.passed else '-'}"
