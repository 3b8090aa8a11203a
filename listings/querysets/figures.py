"""Reads of what the law sets."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from listings.models import LegalFigure


class LegalFigureQuerySet(models.QuerySet):
    def of(self, key: str) -> Self:
        """Return every value of one figure, the newest first."""
        return self.filter(key=key).order_by("-valid_from")

    def in_force(self, key: str, day: date) -> "LegalFigure":
        """Return the figure in force on a day. Raises LegalFigure.DoesNotExist when there is none."""
        found = self.of(key).filter(valid_from__lte=day).first()
        if found is None:
            raise self.model.DoesNotExist(key)
        return found
