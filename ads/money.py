"""Euros: Decimal, half up, VAT once per rate on the sum of its lines (INV-05). Nothing here asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_PERCENT = Decimal(100)
ZERO = Decimal("0.00")


def half_up(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero: what a cash desk does."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def in_cents(amount: Decimal) -> int:
    """Return euros as whole cents."""
    return int(half_up(amount) * 100)


@dataclass(frozen=True)
class Line:
    """One line: a quantity at a unit price without VAT, less a discount, at a VAT rate in percent."""

    quantity: Decimal
    unit_price: Decimal
    rate: Decimal
    discount: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return half_up(self.quantity * self.unit_price) - self.discount


@dataclass(frozen=True)
class Totals:
    """What a document sums up to: `vat_rows` are (rate, base, VAT), lowest rate first."""

    net: Decimal
    vat_rows: tuple[tuple[Decimal, Decimal, Decimal], ...]

    @property
    def vat(self) -> Decimal:
        return sum((row[2] for row in self.vat_rows), ZERO)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def bases(lines: Iterable[Line]) -> dict[Decimal, Decimal]:
    """Return the sum of the lines of each rate."""
    found: dict[Decimal, Decimal] = {}
    for line in lines:
        found[line.rate] = found.get(line.rate, ZERO) + line.net
    return found


def totals(lines: Iterable[Line]) -> Totals:
    """Sum lines up."""
    rows = tuple((rate, base, half_up(base * rate / _PERCENT)) for rate, base in sorted(bases(lines).items()))
    return Totals(sum((row[1] for row in rows), ZERO), rows)


def credit_totals(lines: Iterable[Line], before: Iterable[Line] = ()) -> Totals:
    """Sum up what is given back, after what was given back `before`.

    VAT is taken on the sum given back so far, less what earlier credit notes gave: so that however an invoice is taken
    back, in one piece or in ten, it is taken back to the cent and never beyond.
    """
    earlier, rows = bases(before), []
    for rate, base in sorted(bases(lines).items()):
        given = earlier.get(rate, ZERO)
        rows.append((rate, base, half_up((given + base) * rate / _PERCENT) - half_up(given * rate / _PERCENT)))
    return Totals(sum((row[1] for row in rows), ZERO), tuple(rows))


def share_of_days(price: Decimal, days: int, of: int = 7) -> Decimal:
    """Return the part of a week's price that these days cost."""
    return half_up(price * days / of)
