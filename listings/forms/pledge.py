"""A neighbour's pledge, and the organiser's count of what came."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from listings.models import GroupBuyPage, PickupSlot, Pledge, Product
    from listings.reckoning import Progress, Standing


def fill(row: "Progress", taken: int) -> int:
    """Return how much one would take so that the pack that was begun is full, as far as one person may."""
    wanted = taken + row.wanting
    most = min(count for count in (wanted, row.product.maximum, row.left if row.left is None else taken + row.left) if count is not None)
    return max(most // row.product.step * row.product.step, row.product.minimum)


class PledgeForm(forms.Form):
    """How much of each product; when one comes; whether one lends a hand. `filling` names a product whose pack should be filled."""

    slot = forms.ModelChoiceField(
        label=gettext_lazy("When do you come?"), queryset=None, empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose when you come to pick it up.")},
    )  # fmt: skip
    helps = forms.BooleanField(label=gettext_lazy("I lend a hand when it is handed out"), required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("I promise to take this if it comes about, at these prices at most."),
        error_messages={"required": gettext_lazy("Tick the box: a pledge is a promise.")},
    )

    def __init__(self, *args: Any, standing: "Standing", own: "Pledge | None", filling: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing, self.own = standing, own
        taken = {line.product_id: line.quantity for line in own.lines.all()} if own else {}
        self.products: list[Product] = []
        quantities: dict[str, forms.Field] = {}
        for row in standing.progress:
            mine = taken.get(row.product.pk, 0)
            initial = fill(row, mine) if filling == str(row.product.pk) and row.wanting else mine or self._first(standing)
            quantities[f"take_{row.product.pk}"] = _quantity(row, mine, initial)
            self.products.append(row.product)
        self.fields = {**quantities, **self.fields}
        self._offer_slots(standing.purchase, own)
        if own:
            self.initial |= {"slot": own.slot_id, "helps": own.helps}
        if not standing.purchase.helpers_wanted:
            del self.fields["helps"]

    def _first(self, standing: "Standing") -> int:
        """Where there is one product only, its usual quantity stands there already."""
        return standing.products[0].minimum if len(standing.products) == 1 and not self.own else 0

    def _offer_slots(self, purchase: "GroupBuyPage", own: "Pledge | None") -> None:
        slots = list(purchase.slots.with_room(own))
        self.is_full = not slots and purchase.slots.exists()
        if slots:
            field = self.fields["slot"]
            field.queryset = purchase.slots.filter(pk__in=[slot.pk for slot in slots])
            field.initial = slots[0].pk
        else:
            del self.fields["slot"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_full:
            self.add_error(None, _("Every hour of the pick-up is full. Ask the organiser for another one."))
        for product in self.products:
            name = f"take_{product.pk}"
            if (count := cleaned.get(name)) and (refusal := product.refusal_of(count)):
                self.add_error(name, refusal)
        if not self.errors and not any(self.quantities.values()):
            self.add_error(f"take_{self.products[0].pk}" if self.products else None, _("Take at least one of something."))
        return cleaned

    @property
    def quantities(self) -> dict[int, int]:
        return {product.pk: self.cleaned_data.get(f"take_{product.pk}") or 0 for product in self.products}

    @property
    def slot_chosen(self) -> "PickupSlot | None":
        return self.cleaned_data.get("slot")


def _quantity(row: "Progress", mine: int, initial: int) -> forms.IntegerField:
    product = row.product
    hints = [_("by the %(unit)s") % {"unit": product.unit}]
    if product.step > 1 or product.minimum > 1:
        hints.append(_("at least %(least)s, in steps of %(step)s") % {"least": product.minimum, "step": product.step})
    most = [count for count in (product.maximum, None if row.left is None else row.left + mine) if count is not None]
    if most:
        hints.append(_("at most %(most)s") % {"most": min(most)})
    attrs = {"class": "input input--short", "inputmode": "numeric", "step": product.step, "min": 0}
    return forms.IntegerField(
        label=product.name, min_value=0, required=False, initial=initial, help_text=", ".join(hints).capitalize() + ".",
        widget=forms.NumberInput(attrs={**attrs, **({"max": min(most)} if most else {})}),
    )  # fmt: skip


class ReceptionForm(forms.Form):
    """How many units of each product came."""

    def __init__(self, *args: Any, purchase: "GroupBuyPage", ordered: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for product in purchase.products.all():
            count = ordered.get(product.pk, 0)
            self.fields[f"came_{product.pk}"] = forms.IntegerField(
                label=product.name, min_value=0, max_value=100_000, initial=count if product.received is None else product.received,
                help_text=_("%(count)s were ordered (%(unit)s).") % {"count": count, "unit": product.unit},
                widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def received(self) -> dict[int, int]:
        return {int(name.removeprefix("came_")): count for name, count in self.cleaned_data.items()}
