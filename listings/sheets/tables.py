"""What the papers of a purchase say. The order sheet goes to the supplier and names nobody; the others are for who runs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from listings.models import GroupBuyPage, Pledge, PledgeLine, Product, total

#: Text, a whole number, or an amount in euros.
Cell = str | int | Decimal
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """Rows under one heading; on paper each begins a sheet of its own where `apart` says so."""

    heading: str
    rows: tuple[Row, ...]
    total: Row = ()


@dataclass(frozen=True)
class Sheet:
    """One paper. `widths` are parts of the line; `csv_columns` and `csv_rows` are the same facts, one to a cell."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    sections: tuple[Section, ...]
    csv_columns: tuple[str, ...]
    csv_rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    apart: bool = False


def order_sheet(purchase: GroupBuyPage) -> Sheet:
    """Return what is ordered from the supplier, product by product: no name, no pseudonym, no address."""
    units = dict.fromkeys(purchase.products.all(), 0)
    prices: dict[int, Decimal] = {}
    for line in _lines(_pledges(purchase)):
        units[line.product] += line.ordered or 0
        prices[line.product_id] = line.price if line.price is not None else line.product.price
    rows = tuple(_order_row(product, count, prices.get(product.pk, product.price)) for product, count in units.items() if count)
    amount = sum((row[-1] for row in rows), Decimal("0.00"))
    columns = (_("Product"), _("Unit"), _("Packs"), _("Units"), _("Price of one"), _("Amount"))
    day = date_format(timezone.localtime(purchase.phase_at), "j F Y") if purchase.phase_at else ""
    return Sheet(
        title=pgettext("sheet", "Order"),
        lines=(purchase.supplier, purchase.title, _("Group purchase of %(day)s") % {"day": day}),
        columns=columns,
        widths=(34, 20, 9, 9, 13, 15),
        sections=(
            Section("", rows, (pgettext("sheet", "Total"), "", sum(row[2] for row in rows), sum(row[3] for row in rows), "", amount)),
        ),
        csv_columns=columns,
        csv_rows=rows,
        notes=(_("Whole packs only. Please say before you deliver if something is missing."),),
    )


def _order_row(product: Product, count: int, price: Decimal) -> Row:
    return (product.name, product.unit, count // product.pack, count, price, price * count)


def pickup_sheet(purchase: GroupBuyPage) -> Sheet:
    """Return who fetches what, one sheet for each hour, by pseudonym."""
    pledges = _pledges(purchase)
    slots = list(purchase.slots.all())
    groups = [(capfirst(str(slot)), [pledge for pledge in pledges if pledge.slot_id == slot.pk]) for slot in slots]
    groups.append((_("No hour chosen") if slots else "", [pledge for pledge in pledges if pledge.slot_id is None]))
    sections = tuple(Section(heading, tuple(map(_pickup_row, found))) for heading, found in groups if found)
    csv_rows = tuple(
        (heading, pledge.response.resident.pseudonym, line.product.name, line.product.unit, line.due)
        for heading, found in groups
        for pledge in found
        for line in pledge.lines.all()
        if line.due
    )
    return Sheet(
        title=pgettext("sheet", "Pick-up"),
        lines=(purchase.title, purchase.area),
        columns=(_("Fetched"), _("Neighbour"), _("What"), _("To pay"), _("Paid")),
        widths=(10, 24, 42, 14, 10),
        sections=sections,
        csv_columns=(_("Hour"), _("Neighbour"), _("Product"), _("Unit"), _("Quantity")),
        csv_rows=csv_rows,
        apart=True,
    )


def _pickup_row(pledge: Pledge) -> Row:
    lines = list(pledge.lines.all())
    name = pledge.response.resident.pseudonym
    helper = f"{name} ({_('helps')})" if pledge.helps else name
    what = "; ".join(f"{line.due} × {line.product.unit}, {line.product.name}" for line in lines if line.due)
    return (_box(pledge.collected_at), helper, what or "–", total(lines), _box(pledge.paid_at))


def cash_sheet(purchase: GroupBuyPage) -> Sheet:
    """Return who pays how much, and what the supplier is owed: both add up to the same."""
    pledges = _pledges(purchase)
    rows = tuple((pledge.response.resident.pseudonym, total(list(pledge.lines.all())), _box(pledge.paid_at)) for pledge in pledges)
    paid = sum((row[1] for row, pledge in zip(rows, pledges, strict=True) if pledge.paid_at), Decimal("0.00"))
    due = sum((row[1] for row in rows), Decimal("0.00"))
    columns = (_("Neighbour"), _("To pay"), _("Paid"))
    return Sheet(
        title=pgettext("sheet", "Cash"),
        lines=(
            purchase.title,
            capfirst(purchase.get_payment_display()),
            _("To the supplier: %(amount)s") % {"amount": french(supplier_total(purchase))},
        ),
        columns=columns,
        widths=(60, 22, 18),
        sections=(Section("", rows, (pgettext("sheet", "Total"), due, "")),),
        csv_columns=columns,
        csv_rows=tuple(
            (pledge.response.resident.pseudonym, row[1], _("yes") if pledge.paid_at else _("no"))
            for row, pledge in zip(rows, pledges, strict=True)
        ),
        notes=(_("Received so far: %(paid)s. Still to come: %(rest)s.") % {"paid": french(paid), "rest": french(due - paid)},),
    )


def supplier_total(purchase: GroupBuyPage) -> Decimal:
    """Return what the supplier is owed for what came (or was ordered, before it came), product by product."""
    units: dict[int, int] = {}
    prices: dict[int, Decimal] = {}
    for line in _lines(_pledges(purchase)):
        units[line.product_id] = units.get(line.product_id, 0) + line.due
        prices[line.product_id] = line.price if line.price is not None else line.product.price
    return sum((prices[key] * count for key, count in units.items()), Decimal("0.00"))


#: The name of a sheet in its address.
SHEETS: dict[str, Callable[[GroupBuyPage], Sheet]] = {"commande": order_sheet, "retrait": pickup_sheet, "caisse": cash_sheet}


def french(amount: Decimal) -> str:
    """Write an amount as it is read in France, whatever the reader's language: suppliers and neighbours read these papers."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",") + "\u00a0€"


def _pledges(purchase: GroupBuyPage) -> list[Pledge]:
    return list(Pledge.objects.of(purchase).standing().with_lines())


def _lines(pledges: Sequence[Pledge]) -> list[PledgeLine]:
    return [line for pledge in pledges for line in pledge.lines.all()]


def _box(done: object) -> str:
    return "[x]" if done else "[  ]"
