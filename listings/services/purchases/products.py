"""What is offered in a purchase, and when it can be picked up: written with the form, under the listing's lock.

Who has pledged relied on what stood there. So a product that was pledged for keeps its unit, its pack and its bounds; its price
may change, but everybody who takes some of it is told, and has a day to withdraw before it binds them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from listings import limits
from listings.errors import WrongStateError
from listings.models import GroupBuyPage, PickupSlot, Product
from listings.services.purchases.telling import tell_news

Row = Mapping[str, Any]


def set_products(purchase: GroupBuyPage, rows: Sequence[Row]) -> None:
    """Keep the products as the form has them; each row names an existing product by `pk`, or none.

    Raises WrongStateError for what pledges rest on, or when less is available than was pledged. The caller holds the lock.
    """
    if not purchase.is_collecting:
        raise WrongStateError(_("The purchase is settled: its products stay as they are."))
    existing = {product.pk: product for product in purchase.products.all()}
    kept, dearer, changed = set(), False, []
    for order, row in enumerate(rows):
        product = existing.get(row.get("pk")) or Product(purchase_id=purchase.pk)
        before = (product.terms(), product.price, product.lower_prices) if product.pk else None
        for name in ("name", "unit", "price", "pack", "minimum", "maximum", "step", "packs_available", "lower_prices"):
            setattr(product, name, row[name])
        product.order = order
        if before and (pledged := _pledged(product)):
            _check_pledged(product, before[0], pledged)
            if before[1:] != (product.price, product.lower_prices):
                changed.append(product)
                dearer = dearer or _is_dearer(product, before)
        product.save()
        kept.add(product.pk)
    for product in existing.values():
        if product.pk not in kept:
            _drop(product)
    purchase.save()  # a search finds it by its products
    if changed:
        _tell_of_prices(purchase, changed, dearer=dearer)


def _pledged(product: Product) -> int:
    return sum(product.lines.values_list("quantity", flat=True))


def _check_pledged(product: Product, terms: tuple[Any, ...], pledged: int) -> None:
    if product.terms() != terms:
        words = _("“%(product)s” was pledged for already: its unit, its pack and its bounds stay as they are.")
        raise WrongStateError(words % {"product": product.name})
    if product.capacity is not None and product.capacity < pledged:
        words = _("%(count)s of “%(product)s” are pledged already: you cannot offer fewer.")
        raise WrongStateError(words % {"product": product.name, "count": pledged})


def _is_dearer(product: Product, before: tuple[Any, ...]) -> bool:
    return product.price > before[1] or product.lower_prices != before[2]


def _drop(product: Product) -> None:
    if _pledged(product):
        raise WrongStateError(_("“%(product)s” was pledged for already: it cannot be taken out.") % {"product": product.name})
    product.delete()


def _tell_of_prices(purchase: GroupBuyPage, products: Sequence[Product], *, dearer: bool) -> None:
    """Tell whoever takes some of it; a higher price binds nobody sooner than a day from now."""
    soonest = timezone.now() + limits.PRICE_NOTICE
    if dearer and purchase.closes_at < soonest:
        purchase.closes_at = purchase.expires_at = soonest
        purchase.save()
    concerned = purchase.responses.accepted().filter(pledge__lines__product__in=[product.pk for product in products]).distinct()
    tell_news(purchase, "price", [response.resident for response in concerned.select_related("resident")])


def set_slots(purchase: GroupBuyPage, rows: Sequence[tuple[Any, Any, int | None]]) -> None:
    """Keep the hours of the pick-up: start, end, and how many participants may come. An hour that stays keeps who chose it.

    Raises WrongStateError when more participants chose an hour than it would have room for. The caller holds the lock.
    """
    purchase.slots.exclude(starts_at__in=[start for start, _end, _room in rows]).delete()
    for start, end, room in rows:
        slot, _new = PickupSlot.objects.update_or_create(purchase_id=purchase.pk, starts_at=start, defaults={"ends_at": end, "room": room})
        if room is not None and slot.pledges.count() > room:
            words = _("%(count)s participants come on %(slot)s already.")
            raise WrongStateError(words % {"count": slot.pledges.count(), "slot": str(slot)})
