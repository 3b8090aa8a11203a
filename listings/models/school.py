"""When schools are closed: by zone, with where it is written. Data, because a minister sets it anew every few years."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.querysets import SchoolHolidayQuerySet


class SchoolZone(models.Model):
    """The departments whose schools close together."""

    letter = models.CharField(_("zone"), max_length=10, unique=True)
    departments = ArrayField(models.CharField(max_length=3), verbose_name=_("departments"), help_text=_("Their numbers, such as 22, 2A."))
    source = models.CharField(_("where it is written"), max_length=300)

    class Meta:
        verbose_name = _("school zone")
        verbose_name_plural = _("school zones")
        ordering = ["letter"]

    def __str__(self) -> str:
        return self.letter


class SchoolHoliday(models.Model):
    zone = models.ForeignKey(SchoolZone, on_delete=models.CASCADE, related_name="holidays", verbose_name=_("zone"))
    name = models.CharField(_("name"), max_length=60)
    first_day = models.DateField(_("first day without school"))
    last_day = models.DateField(_("last day without school"))
    source = models.CharField(_("where it is written"), max_length=300)

    objects = SchoolHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holidays")
        verbose_name_plural = _("school holidays")
        ordering = ["-first_day", "zone"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "first_day"], name="one_school_holiday_per_day"),
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="school_holidays_end_after_they_start"),
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.name} {self.first_day}"

    @classmethod
    def near(cls, town_code: str, first: date, last: date) -> list[tuple[date, date]]:
        """Return the holidays of a town's schools that touch these days, by its INSEE code; none where no zone names its department."""
        department = town_code[:3] if town_code.startswith("97") else town_code[:2]
        return list(cls.objects.in_department(department).between(first, last).values_list("first_day", "last_day"))
