"""What an invoice or a credit note says. Plain values, so that it can be kept as JSON, printed, and sent on (INV-02, INV-03)."""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from ads.money import Totals


@dataclass(frozen=True)
class Party:
    """Who sells, or who buys."""

    name: str
    street: str
    postcode: str
    town: str
    siren: str
    siret: str = ""
    vat_number: str = ""
    legal_form: str = ""
    register_entry: str = ""
    trade_name: str = ""


@dataclass(frozen=True)
class Row:
    """One line as printed. Amounts in euros without VAT."""

    label: str
    start: date
    end: date
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    rate: Decimal
    discount: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Document:
    """A whole invoice. `corrects` is the (number, date) of the invoice a credit note corrects."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    rows: tuple[Row, ...]
    totals: Totals
    due_on: date
    paid_on: date | None = None
    means: str = ""
    corrects: tuple[str, date] | None = None
    reason: str = ""
    is_exempt: bool = False
    vat_on_debits: bool = False
    delivery: str = ""
    order: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def is_credit_note(self) -> bool:
        return self.corrects is not None

    @property
    def period(self) -> tuple[date, date]:
        return min(row.start for row in self.rows), max(row.end for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return what can be kept as JSON: decimals and dates as text."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read back what `as_json` gave."""
        day = date.fromisoformat
        rows = tuple(
            Row(
                **{name: Decimal(value) for name, value in row.items() if name not in {"label", "start", "end"}},
                label=row["label"], start=day(row["start"]), end=day(row["end"]),
            )
            for row in kept["rows"]
        )  # fmt: skip
        totals = Totals(Decimal(kept["totals"]["net"]), tuple(tuple(map(Decimal, row)) for row in kept["totals"]["vat_rows"]))
        return cls(
            **{
                **kept,
                "issued_on": day(kept["issued_on"]),
                "due_on": day(kept["due_on"]),
                "paid_on": day(kept["paid_on"]) if kept["paid_on"] else None,
                "seller": Party(**kept["seller"]),
                "buyer": Party(**kept["buyer"]),
                "rows": rows,
                "totals": totals,
                "corrects": (kept["corrects"][0], day(kept["corrects"][1])) if kept["corrects"] else None,
                "notes": tuple(kept["notes"]),
            }
        )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
