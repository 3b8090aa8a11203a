"""Figures that the law sets, with the day from which each holds and where it is written. Data, because they change (LIM-03)."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.querysets import LegalFigureQuerySet


class LegalFigure(models.Model):
    class Key(models.TextChoices):
        KM_3 = "km-3", _("euros per kilometre, 3 CV or less")
        KM_4 = "km-4", _("euros per kilometre, 4 CV")
        KM_5 = "km-5", _("euros per kilometre, 5 CV")
        KM_6 = "km-6", _("euros per kilometre, 6 CV")
        KM_7 = "km-7", _("euros per kilometre, 7 CV or more")
        SITTER_AGE = "sitter-age", _("years, youngest sitter")
        MINOR_DAY = "minor-day", _("hours a day, sitter under 18")
        MINOR_STRETCH = "minor-stretch", _("hours in a row, sitter under 18")
        MINOR_PAUSE = "minor-pause", _("hours of rest that end a stretch, sitter under 18")
        MINOR_WEEK = "minor-week", _("hours a week, sitter under 18")
        MINOR_MORNING = "minor-morning", _("o'clock, earliest start for a sitter under 18")
        MINOR_EVENING = "minor-evening", _("o'clock, latest end for a sitter under 18")
        CONTRACT_HOURS = "contract-hours", _("paid hours a week above which a written contract is needed")

    key = models.CharField(_("what is set"), max_length=20, choices=Key)
    valid_from = models.DateField(_("valid from"))
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=3)
    source = models.CharField(_("where it is written"), max_length=300)

    objects = LegalFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal figure")
        verbose_name_plural = _("legal figures")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_figure_per_day"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="a_legal_figure_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value.normalize():f} ({self.valid_from})"

    @classmethod
    def on(cls, key: str, day: date) -> "LegalFigure":
        """Return the figure in force on a day. Raises LegalFigure.DoesNotExist when the law says nothing yet."""
        return cls.objects.in_force(key, day)

    @classmethod
    def value_on(cls, key: str, day: date) -> Decimal:
        """Return the value in force on a day."""
        return cls.on(key, day).value
