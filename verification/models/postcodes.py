"""Which postcodes the post uses in which town: public facts, imported by the operator, about no person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from verification.querysets import TownPostcodeQuerySet


class TownPostcode(models.Model):
    """One postcode of one town, as La Poste publishes them. Without rows for a town its department is compared (POS-03)."""

    town_code = models.CharField(_("official code"), max_length=5)
    postcode = models.CharField(_("postcode"), max_length=5)

    objects = TownPostcodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("postcode of a town")
        constraints = [models.UniqueConstraint(fields=["town_code", "postcode"], name="a_postcode_of_a_town_once")]

    def __str__(self) -> str:
        return f"{self.town_code} {self.postcode}"
