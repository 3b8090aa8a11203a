"""Give-away and recycling: an object that leaves one home for another (domain.md §4.2)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import kinds, tags
from listings.models.base import ListingPage
from listings.querysets import GiveawayManager

kinds.register(kinds.Kind("giveaway", _("Give-aways"), _("Give an object, or look for one"), order=30, meets=True))


class GiveawayPage(ListingPage):
    class Category(models.TextChoices):
        FURNITURE = "furniture", _("Furniture")
        CHILDREN = "children", _("Children")
        KITCHEN = "kitchen", _("Kitchen and household")
        BOOKS = "books", _("Books, games, music")
        CLOTHING = "clothing", _("Clothing")
        ELECTRONICS = "electronics", _("Electrical appliances")
        GARDEN = "garden", _("Garden and plants")
        TOOLS = "tools", _("Tools and materials")
        SPORT = "sport", _("Sport and bicycles")
        OTHER = "other", _("Something else")

    class Condition(models.TextChoices):
        NEW = "new", _("like new")
        GOOD = "good", _("good")
        WORN = "worn", _("worn but usable")
        REPAIR = "repair", _("to repair")

    class Size(models.TextChoices):
        HAND = "hand", _("fits in a hand")
        BAG = "bag", _("fits in a bag")
        CAR = "car", _("a car is needed")
        VAN = "van", _("a van is needed")

    class Rule(models.TextChoices):
        FIRST = "first", _("The first neighbour to ask")
        CHOOSE = "choose", _("I choose among those who ask")
        DRAW = "draw", _("A draw on the last day")

    KIND = "giveaway"
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (*ListingPage.KEPT_FIELDS, "quantity", "pickup", "deadline", "rule", "drawn_at")

    category = models.CharField(_("what is it?"), max_length=15, choices=Category)
    condition = models.CharField(_("condition"), max_length=10, choices=Condition, default=Condition.GOOD)
    size = models.CharField(_("size"), max_length=5, choices=Size, default=Size.BAG)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)])
    pickup = models.TextField(_("when can it be fetched?"), max_length=400, blank=True)
    deadline = models.DateField(_("to be fetched before"), null=True, blank=True)
    rule = models.CharField(_("who gets it?"), max_length=10, choices=Rule, default=Rule.FIRST)
    drawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GiveawayManager()

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("category"), FieldPanel("condition"), FieldPanel("size")]

    class Meta:
        verbose_name = _("give-away")
        verbose_name_plural = _("give-aways")
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gte=1), name="a_giveaway_gives_something")]

    @property
    def capacity(self) -> int | None:
        """A request counts nothing: several neighbours may bring what is looked for."""
        return self.quantity if self.is_offer else None

    @property
    def accepts_at_once(self) -> bool:
        return self.is_offer and self.rule == self.Rule.FIRST

    @property
    def pickup_windows(self) -> list[str]:
        return [line.strip()[:120] for line in self.pickup.splitlines() if line.strip()]

    def suits(self, offer: ListingPage) -> bool:
        """Tell whether an object of the same sort is given under a name that shares a word with what is looked for."""
        same = isinstance(offer, GiveawayPage) and offer.category == self.category
        return same and bool(tags.words(self.title) & tags.words(offer.title))

    def describe(self) -> str:
        parts = [str(self.get_category_display())]
        if self.is_offer:
            parts += [str(_("Condition: %(condition)s") % {"condition": self.get_condition_display()}), capfirst(self.get_size_display())]
        if self.quantity > 1:
            parts.append(ngettext("%(count)s piece", "%(count)s pieces", self.quantity) % {"count": self.quantity})
        return ". ".join(parts) + "."

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows = [("giveaway", _("Kind of object"), self.get_category_display())]
        if self.is_offer:
            rows += [
                ("over", _("Condition"), capfirst(self.get_condition_display())),
                ("ruler", _("Size"), capfirst(self.get_size_display())),
            ]
        if self.deadline:
            rows.append(("clock", _("To be fetched"), _("before %(date)s") % {"date": date_format(self.deadline, "j F")}))
        return rows

    def own_words(self) -> list[str]:
        return [str(self.get_category_display())]
