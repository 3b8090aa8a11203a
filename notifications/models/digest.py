from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.digest_querysets import DigestChoiceQuerySet


class DigestChoice(models.Model):
    """How often, and at which hour of the site's time, a person gets the letter of their neighbourhood. Without a row: never."""

    class Every(models.TextChoices):
        NEVER = "never", _("Never")
        DAY = "day", _("Every day")
        WEEK = "week", _("Every Friday")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice")
    every = models.CharField(_("The letter of the neighbourhood"), max_length=5, choices=Every, default=Every.NEVER)
    hour = models.PositiveSmallIntegerField(_("At what hour?"), default=8, validators=[MaxValueValidator(23)])
    #: The last day whose letter was made, whether there was anything to say or not.
    made_on = models.DateField(null=True, blank=True)

    objects = DigestChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of letter")
        constraints = [models.CheckConstraint(condition=models.Q(hour__lte=23), name="a_letter_has_an_hour")]
        indexes = [models.Index(fields=["every", "hour"], name="letter_by_hour", condition=~models.Q(every="never"))]

    def __str__(self) -> str:
        return f"{self.every} {self.hour}"
