"""Reads of what the law sets."""

from collections.abc import Iterable
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

    def all_in_force(self, keys: Iterable[str], day: date) -> "dict[str, LegalFigure]":
        """Return the figures in force on a day by key, in one query. Raises LegalFigure.DoesNotExist when one of them is not known."""
        wanted = set(keys)
        rows = self.filter(key__in=wanted, valid_from__lte=day).order_by("key", "-valid_from").distinct("key")
        found = {row.key: row for row in rows}
        if missing := wanted - found.keys():
            raise self.model.DoesNotExist(", ".join(sorted(missing)))
        return found


class SchoolHolidayQuerySet(models.QuerySet):
    def in_department(self, department: str) -> Self:
        """Return the holidays of a department's schools."""
        return self.filter(zone__departments__contains=[department])

    def between(self, first: date, last: date) -> Self:
        """Return the holidays that touch these days."""
        return self.filter(first_day__lte=last, last_day__gte=first)
