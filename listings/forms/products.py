"""The rows of a group purchase: what is offered, and the hours of the pick-up. A fixed number of rows needs no script."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import limits, timetables
from listings.forms.asked import mark_asked
from listings.forms.dates import clock_field, day_field

if TYPE_CHECKING:
    from listings.models import GroupBuyPage

_TIER = re.compile(r"^(?P<needed>\d{1,4})\s*[:=]\s*(?P<price>\d{1,5}(?:[.,]\d{1,2})?)\s*€?$")
#: The columns of a product: name in the form, name in the row, and what the form leaves empty.
_COUNTS = (("pack", 1), ("minimum", 1), ("step", 1), ("maximum", None), ("available", None))
#: How many rows stand open in an empty form.
OPEN_ROWS = 1


@dataclass
class ProductRow:
    """The fields of one product, and whether they stand open."""

    number: int
    main: list[BoundField]
    more: list[BoundField]
    key: BoundField
    is_open: bool


def read_tiers(text: str, price: Decimal) -> list[list[Any]]:
    """Return lower prices as they are kept: how much is needed, and the price. Raises ValidationError.

    They are written « 12 = 84 ; 16 = 78 »: the more take part, the less a unit costs.
    """
    tiers: list[list[Any]] = []
    for part in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        found = _TIER.match(part)
        if found is None:
            raise forms.ValidationError(_("“%(part)s” is not a lower price. Write it like 12 = 84; 16 = 78."), params={"part": part})
        tiers.append([int(found["needed"]), str(Decimal(found["price"].replace(",", ".")).quantize(Decimal("0.01")))])
    tiers.sort()
    before = [(0, price), *((needed, Decimal(value)) for needed, value in tiers)]
    if any(later[0] <= sooner[0] or later[1] >= sooner[1] for sooner, later in pairwise(before)):
        raise forms.ValidationError(_("Each lower price needs more than the one before, and costs less."))
    if len(tiers) > 3:
        raise forms.ValidationError(_("Three lower prices at most."))
    return tiers


class ProductsForm(forms.Form):
    """Mixin: the products of a purchase, and its hours."""

    listing: "GroupBuyPage | None"

    def add_rows(self) -> None:
        """Add the fields of every row, filled from the purchase that is changed."""
        for number in range(limits.PRODUCTS):
            self._add_product(number)
        mark_asked(self, *(f"{name}_0" for name in ("name", "unit", "price", "pack", "minimum", "step")))
        for number in range(limits.PICKUP_SLOTS):
            self.fields[f"day_{number}"] = day_field(gettext_lazy("Day"), required=False)
            self.fields[f"from_{number}"] = clock_field(gettext_lazy("From"), required=False)
            self.fields[f"to_{number}"] = clock_field(gettext_lazy("To"), required=False)
            self.fields[f"room_{number}"] = _count(gettext_lazy("Room for how many?"), 500)
        if self.listing is not None:
            self._fill()

    def _add_product(self, number: int) -> None:
        self.fields[f"product_{number}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields[f"name_{number}"] = _text(gettext_lazy("Product"), 80)
        self.fields[f"unit_{number}"] = _text(
            gettext_lazy("One takes it by the…"), 40, gettext_lazy("Such as: jar of 500 g, stere, bag of 5 kg.")
        )
        self.fields[f"price_{number}"] = forms.DecimalField(
            label=gettext_lazy("Price of one, in euros"), min_value=0, max_digits=7, decimal_places=2, required=False,
            widget=forms.NumberInput(attrs={"class": "input input--short", "step": "0.01"}),
        )  # fmt: skip
        self.fields[f"pack_{number}"] = _count(
            gettext_lazy("How many in a pack?"),
            5000,
            gettext_lazy("The supplier sells whole packs only. Leave 1 if there are none."),
            initial=1,
        )
        self.fields[f"minimum_{number}"] = _count(gettext_lazy("At least, each"), 1000, initial=1)
        self.fields[f"maximum_{number}"] = _count(gettext_lazy("At most, each"), 1000)
        self.fields[f"step_{number}"] = _count(gettext_lazy("In steps of"), 1000, initial=1)
        self.fields[f"available_{number}"] = _count(gettext_lazy("Packs the supplier has"), 5000)
        self.fields[f"lower_{number}"] = _text(
            gettext_lazy("Lower prices, when more join"), 120,
            gettext_lazy("Counted like the minimum, such as: 12 = 84; 16 = 78."),
        )  # fmt: skip

    def _fill(self) -> None:
        for number, product in enumerate(self.listing.products.all()[: limits.PRODUCTS]):
            values = {"product": product.pk, "name": product.name, "unit": product.unit, "price": product.price, "pack": product.pack}
            values |= {"minimum": product.minimum, "maximum": product.maximum, "step": product.step, "available": product.packs_available}
            values["lower"] = "; ".join(f"{needed} = {number_format(price, 2)}" for needed, price in product.tiers)
            self.initial |= {f"{name}_{number}": value for name, value in values.items()}
        for number, slot in enumerate(self.listing.slots.all()[: limits.PICKUP_SLOTS]):
            start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
            values = {"day": start.date(), "from": start.time(), "to": end.time(), "room": slot.room}
            self.initial |= {f"{name}_{number}": value for name, value in values.items()}

    @property
    def product_rows(self) -> list[ProductRow]:
        main, more = ("name", "unit", "price", "pack"), ("minimum", "maximum", "step", "available", "lower")
        rows = []
        for number in range(limits.PRODUCTS):
            fields = [self[f"{name}_{number}"] for name in (*main, *more)]
            is_open = number < OPEN_ROWS or bool(self[f"name_{number}"].value()) or any(field.errors for field in fields)
            rows.append(ProductRow(number + 1, fields[: len(main)], fields[len(main) :], self[f"product_{number}"], is_open))
        return rows

    @property
    def slot_rows(self) -> list[tuple[BoundField, BoundField, BoundField, BoundField]]:
        return [tuple(self[f"{name}_{number}"] for name in ("day", "from", "to", "room")) for number in range(limits.PICKUP_SLOTS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.products = [row for number in range(limits.PRODUCTS) if (row := self._product(number))]
        self.pickup_hours = sorted(slot for number in range(limits.PICKUP_SLOTS) if (slot := self._slot(number)))
        if not self.products and not any(name.startswith(("name_", "unit_", "price_")) for name in self.errors):
            self.add_error("name_0", _("What do you buy together? Name at least one product."))
        names = [row["name"].lower() for row in self.products]
        if len(set(names)) < len(names):
            self.add_error(f"name_{len(names) - 1}", _("Two products have the same name."))
        return cleaned

    def _product(self, number: int) -> dict[str, Any] | None:
        asked = self.cleaned_data
        if not asked.get(f"name_{number}"):
            return None
        for name, words in (("unit", _("By what does one take it?")), ("price", _("How much is one of it?"))):
            if asked.get(f"{name}_{number}") in {None, ""} and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", words)
        counts = {name: asked.get(f"{name}_{number}") or default for name, default in _COUNTS}
        self._check_steps(number, counts)
        price = asked.get(f"price_{number}") or Decimal(0)
        try:
            tiers = read_tiers(asked.get(f"lower_{number}", ""), price)
        except (forms.ValidationError, InvalidOperation) as error:
            self.add_error(f"lower_{number}", error)
            tiers = []
        counts["packs_available"] = counts.pop("available")
        named = {"pk": asked.get(f"product_{number}"), "name": asked[f"name_{number}"], "unit": asked.get(f"unit_{number}", "")}
        return {**named, "price": price, "lower_prices": tiers, **counts}

    def _check_steps(self, number: int, counts: dict[str, Any]) -> None:
        step = counts["step"]
        for name in ("pack", "minimum", "maximum"):
            if counts[name] is not None and counts[name] % step:
                self.add_error(f"{name}_{number}", _("This is not a whole number of steps of %(step)s.") % {"step": step})
        if counts["maximum"] is not None and counts["maximum"] < counts["minimum"]:
            self.add_error(f"maximum_{number}", _("Less than the least one takes. Raise this number."))

    def _slot(self, number: int) -> tuple[datetime, datetime, int | None] | None:
        day, start, end = (self.cleaned_data.get(f"{name}_{number}") for name in ("day", "from", "to"))
        if not any((day, start, end)):
            return None
        if not all((day, start, end)):
            self.add_error(f"day_{number}", _("An hour of the pick-up needs its day, its start and its end."))
            return None
        if end <= start:
            self.add_error(f"to_{number}", _("It ends before it starts. Choose a later hour."))
            return None
        return timetables.moment(day, start), timetables.moment(day, end), self.cleaned_data.get(f"room_{number}")


def _text(label: "str | Promise", most: int, hint: "str | Promise" = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=hint, widget=forms.TextInput(attrs={"class": "input"}))


def _count(label: "str | Promise", most: int, hint: "str | Promise" = "", **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input input--short"})
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, help_text=hint, widget=widget, **options)
