"""How far a purchase is, read from its pledges: one way to count for the page, for the worker that settles it and for the sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from listings.group_shares import Outcome, Wish, price_at, reckon
from listings.models import GroupBuyPage, Pledge, PledgeLine, Product


@dataclass(frozen=True)
class Progress:
    """One product: what is pledged, and what is still wanting for the next whole pack."""

    product: Product
    pledged: int
    price: Decimal

    @property
    def packs(self) -> int:
        return self.pledged // self.product.pack

    @property
    def begun(self) -> int:
        """Units in the pack that is not full yet."""
        return self.pledged % self.product.pack

    @property
    def wanting(self) -> int:
        """Units that would fill it; nothing when none is begun."""
        return self.product.pack - self.begun if self.begun else 0

    @property
    def left(self) -> int | None:
        """Units one can still pledge for; None when there are enough."""
        return None if self.product.capacity is None else max(self.product.capacity - self.pledged, 0)


@dataclass(frozen=True)
class Standing:
    """How far a purchase is now."""

    purchase: GroupBuyPage
    products: tuple[Product, ...]
    pledges: tuple[Pledge, ...]
    lines: tuple[PledgeLine, ...]
    outcome: Outcome

    @property
    def reached(self) -> Decimal:
        return self.outcome.reached

    @property
    def is_enough(self) -> bool:
        return self.outcome.reached >= self.purchase.threshold

    @property
    def missing(self) -> Decimal:
        return max(self.purchase.threshold - self.outcome.reached, Decimal(0))

    @property
    def progress(self) -> list[Progress]:
        pledged: dict[int, int] = {}
        for line in self.lines:
            pledged[line.product_id] = pledged.get(line.product_id, 0) + line.quantity
        return [Progress(product, pledged.get(product.pk, 0), self.outcome.prices[product.pk]) for product in self.products]

    def price_if(self, product: Product, reached: Decimal) -> Decimal:
        """Return what a unit of this would cost if that much were reached."""
        return price_at(product.article, reached)

    def granted(self) -> dict[int, int]:
        """Return the units of each line (by its key) that go into whole packs."""
        return {line.pk: count for line, count in zip(self.lines, self.outcome.granted, strict=True)}


def standing_of(purchase: GroupBuyPage) -> Standing:
    """Read how far a purchase is: four queries, whatever the number of pledges. Only final under the purchase's lock."""
    products = tuple(purchase.products.all())
    by_key = {product.pk: product for product in products}
    pledges = tuple(Pledge.objects.of(purchase).standing().select_related("response__resident", "slot").prefetch_related("lines"))
    lines = tuple(line for pledge in pledges for line in pledge.lines.all())
    wishes: Sequence[Wish] = [Wish(line.pledge_id, line.product_id, line.quantity) for line in lines]
    for line in lines:
        line.product = by_key[line.product_id]
    outcome = reckon([product.article for product in products], wishes, measure=purchase.measure)
    settled = {line.product_id: line.price for line in lines if line.price is not None}
    return Standing(purchase, products, pledges, lines, replace(outcome, prices=outcome.prices | settled))
