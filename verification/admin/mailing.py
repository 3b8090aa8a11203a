"""A batch at the mailing company, in words: how many cards stand where, what went wrong, what it cost."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verification.models import Consignment
from verification.providers import Provider, provider

if TYPE_CHECKING:
    from verification.models import PrintBatch

#: The beginnings of the codes we know, longest first.
_WORDS: list[tuple[str, "str | Promise"]] = [
    ("HTTP_429", gettext_lazy("The company asks us to slow down; we come back when it says.")),
    ("HTTP_5", gettext_lazy("The company has trouble of its own; we try again.")),
    ("HTTP_401", gettext_lazy("The company does not accept our keys. Tell the operator.")),
    ("HTTP_403", gettext_lazy("The company does not accept our keys. Tell the operator.")),
    ("INFO_ADDRESS", gettext_lazy("The company cannot read the address. Print this card yourselves.")),
    ("LETTER_INVALID", gettext_lazy("The company cannot read our file. Tell the operator.")),
    ("UNREADABLE", gettext_lazy("The company answered something we do not understand; we ask again.")),
    ("ReadTimeout", gettext_lazy("The company did not answer in time; we ask again, and no card leaves twice.")),
    ("Connect", gettext_lazy("The company cannot be reached; we try again.")),
]


@dataclass
class MailingReport:
    """What the page of a batch shows."""

    company: Provider
    can_send: bool
    rows: list[dict[str, object]] = field(default_factory=list)
    euros: float = 0
    open: int = 0
    unsure: int = 0
    next_at: object = None


def mailing_report(batch: "PrintBatch") -> MailingReport:
    """Put a batch's consignments into words: one line a state, error and fate."""
    company = provider()
    report = MailingReport(company=company, can_send=company.sends and not company.missing_settings())
    for row in batch.consignments.summed_up():
        state, error = str(row["state"]), str(row["error"])
        report.rows.append(
            {
                "count": row["count"],
                "state": Consignment.State(state).label,
                "fate": Consignment.Fate(str(row["fate"])).label if row["fate"] else "",
                "words": in_words(error),
            }
        )
        report.euros += int(row["cents"] or 0) / 100
        report.open += int(row["count"]) if state in Consignment.OPEN_STATES else 0
        report.unsure += int(row["count"]) if state == Consignment.State.UNSURE else 0
    if report.open:
        report.next_at = batch.consignments.open().order_by("due_at").values_list("due_at", flat=True).first()
    return report


def in_words(code: str) -> str:
    """Say what a code of the company means; one we do not know is shown as it is."""
    if not code:
        return ""
    known = next((words for beginning, words in _WORDS if code.startswith(beginning)), None)
    return str(known) if known else _("The company answered “%(code)s”.") % {"code": code}
