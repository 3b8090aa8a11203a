"""What is for rent, and for how much."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from ads.querysets.offers import RateCardQuerySet, SlotQuerySet


class Slot(models.Model):
    """A place on a page of one neighbourhood. At most one advertisement stands on a screen."""

    class Key(models.TextChoices):
        HOME = "neighbourhood-home", _("Column of the neighbourhood")
        LIST = "listing-list", _("Among the listings")
        AGENDA = "agenda", _("Below the agenda")
        LETTER = "letter", _("End of the letter")

    key = models.CharField(_("where"), max_length=20, choices=Key)
    neighbourhood = models.ForeignKey(
        "home.NeighbourhoodPage", on_delete=models.RESTRICT, related_name="slots", verbose_name=_("neighbourhood")
    )
    open = models.BooleanField(_("for rent"), default=True, help_text=_("Weeks that are rented already stay rented."))

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("spot")
        verbose_name_plural = _("spots")
        constraints = [models.UniqueConstraint(fields=["key", "neighbourhood"], name="one_slot_per_page")]

    def __str__(self) -> str:
        return f"{self.get_key_display()}, {self.neighbourhood.title}"


class RateCard(models.Model):
    """The price of a week, without VAT, in a town or in one of its neighbourhoods.

    The nearest card counts: the neighbourhood's before the town's, one for certain weeks before one for all.
    """

    place = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("place"))
    key = models.CharField(_("where"), max_length=20, choices=Slot.Key)
    price = models.DecimalField(_("price of a week in euros, without VAT"), max_digits=7, decimal_places=2)
    label = models.CharField(
        _("name of these weeks"), max_length=40, blank=True, help_text=_("For certain weeks only: such as “Christmas”.")
    )
    first_week = models.DateField(_("from the week of"), null=True, blank=True, help_text=_("Empty: always."))
    last_week = models.DateField(_("to the week of"), null=True, blank=True)

    objects = RateCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate card")
        verbose_name_plural = _("rate cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gt=0), name="a_week_has_a_price"),
            models.CheckConstraint(
                condition=models.Q(first_week__isnull=True, last_week__isnull=True) | models.Q(last_week__gte=models.F("first_week")),
                name="a_rate_cards_weeks_are_in_order",
            ),
            models.UniqueConstraint(fields=["place", "key", "first_week"], name="one_rate_card_per_season", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.price} €"


@register_setting(icon="tag")
class Seller(BaseGenericSetting):
    """Who sells: the operator of the portal, as invoices name it. Nothing is for sale before it is filled in."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    legal_form = models.CharField(_("legal form and capital"), max_length=120, blank=True, help_text=_("SARL au capital de 5 000 €"))
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    register_entry = models.CharField(_("register"), max_length=80, blank=True, help_text=_("RCS Saint-Malo, RNA W22…"))
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_rate = models.DecimalField(_("VAT rate in percent"), max_digits=4, decimal_places=2, default=20)
    is_exempt = models.BooleanField(_("no VAT (article 293 B of the tax code)"), default=False)
    vat_on_debits = models.BooleanField(_("VAT is due on debits"), default=False)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)

    class Meta:
        verbose_name = _("seller of advertisements")

    @classmethod
    def current(cls) -> "Seller":
        """Return who sells; empty before the operator has said so. Unlike `load`, never writes."""
        return cls.objects.first() or cls()

    @property
    def is_ready(self) -> bool:
        return bool(self.name and self.street and self.town and self.siren and (self.is_exempt or self.vat_number))
