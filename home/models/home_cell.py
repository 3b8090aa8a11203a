"""Roughly where a person lives: kept only if that person asks for it, so that alerts around a point can be meant for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.cells import Cell, cell_at
from home.querysets import HomeCellQuerySet


class HomeCell(models.Model):
    """The square of about 150 m around a home, never the point. A person without a row gets every alert of the neighbourhood."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="home_cell")
    cell = models.CharField(max_length=13)
    #: When its owner chose it: the consent.
    chosen_at = models.DateTimeField(auto_now=True)

    objects = HomeCellQuerySet.as_manager()

    class Meta:
        verbose_name = _("square of a home")

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def square(self) -> Cell:
        """Return the square, to draw it for its owner."""
        return cell_at(self.cell)
