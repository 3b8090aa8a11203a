"""When somebody was last at the desk: one date a person, one date a place, and nothing else of what curators do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page


class DeskVisit(models.Model):
    """The last day on which a person who runs a place opened the curators' desk. Days before it are forgotten."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="desk_visit")
    last_on = models.DateField(_("last at the desk"))

    class Meta:
        verbose_name = _("visit to the desk")

    def __str__(self) -> str:
        return f"{self.user_id} {self.last_on}"


class PlaceDesk(models.Model):
    """Since when the desk of a place has stood empty, and who was told about it."""

    class Told(models.TextChoices):
        NOBODY = "", _("nobody")
        DEPUTY = "deputy", _("the deputy")
        TOWN = "town", _("the town's curators")
        OPERATOR = "operator", _("the operator")

    place = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="desk")
    #: The last day when one of the place's own curators was at the desk, or one was appointed.
    attended_on = models.DateField(_("last attended"))
    told = models.CharField(max_length=8, choices=Told, default=Told.NOBODY, blank=True)
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("desk of a place")
        indexes = [models.Index(fields=["attended_on"], name="desk_attended")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.attended_on}"
