"""Giving out invoices and credit notes: a number without gap, a document that never changes (INV-01 to INV-04)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ads import money
from ads.invoices.document import Document, Party, Row
from ads.invoices.pdf import render
from ads.models import Invoice, InvoiceLine, InvoiceSeries, Seller
from ads.weeks import last_day

if TYPE_CHECKING:
    from ads.models import Business, Campaign, Payment, Placement

PREFIXES = {Invoice.Kind.INVOICE: "F", Invoice.Kind.CREDIT_NOTE: "A"}
_WEEK = Decimal(1)


def take_number(kind: str, today: date | None = None) -> tuple[InvoiceSeries, date]:
    """Lock the series of this year and take its next number: `series.last`, to be used on the returned day.

    Held until the transaction ends, and given back with it: a sequence of the database would leave a gap at every rollback.
    The day is never before the one of the number before.
    """
    today = today or timezone.localdate()
    name = f"{PREFIXES[kind]}-{today.year}"
    InvoiceSeries.objects.get_or_create(name=name)
    series = InvoiceSeries.objects.select_for_update().get(name=name)
    series.last += 1
    series.last_on = max(today, series.last_on or today)
    series.save()
    return series, series.last_on


def line_of(net: Decimal, rate: Decimal) -> money.Line:
    """Return the line of one week at this net price."""
    return money.Line(quantity=_WEEK, unit_price=net, rate=rate)


def rate_of(seller: Seller) -> Decimal:
    """Return the VAT rate in percent; 0 for a seller without VAT."""
    return Decimal("0.00") if seller.is_exempt else seller.vat_rate


@transaction.atomic
def issue_invoice(*, campaign: "Campaign", payment: "Payment", placements: Sequence["Placement"], today: date | None = None) -> Invoice:
    """Invoice these placements, paid by this payment. At payment and not at the end: the law wants it for money paid in advance."""
    seller = Seller.current()
    rate = rate_of(seller)
    amounts = {placement: placement.price for placement in placements}
    totals = money.totals(line_of(net, rate) for net in amounts.values())
    return _issue(Invoice.Kind.INVOICE, campaign, payment, amounts, totals, seller=seller, rate=rate, today=today)


@transaction.atomic
def issue_credit_note(
    *, invoice: Invoice, payment: "Payment", amounts: Mapping["Placement", Decimal], reason: str, today: date | None = None
) -> Invoice:
    """Give part of an invoice back: `amounts` in euros without VAT by placement. Its VAT is the invoice's, whatever the rate is now."""
    kept = Document.from_json(invoice.document)
    rate = kept.rows[0].rate
    earlier = InvoiceLine.objects.filter(invoice__corrects=invoice).values_list("net", flat=True)
    lines = [line_of(net, rate) for net in amounts.values()]
    totals = money.credit_totals(lines, [money.Line(_WEEK, net, rate) for net in earlier])
    return _issue(
        Invoice.Kind.CREDIT_NOTE, invoice.campaign, payment, amounts, totals,
        seller=Seller.current(), rate=rate, today=today, corrects=invoice, reason=reason,
    )  # fmt: skip


def _issue(
    kind: str, campaign: "Campaign", payment: "Payment", amounts: Mapping["Placement", Decimal], totals: money.Totals,
    *, seller: Seller, rate: Decimal, today: date | None, corrects: Invoice | None = None, reason: str = "",
) -> Invoice:  # fmt: skip
    series, issued_on = take_number(kind, today)
    number = f"{series.name}-{series.last:04}"
    with translation.override("fr"):
        document = Document(
            number=number,
            issued_on=issued_on,
            seller=_seller(seller),
            buyer=_buyer(campaign.business),
            rows=tuple(_row(placement, net, rate) for placement, net in amounts.items()),
            totals=totals,
            due_on=issued_on,
            paid_on=timezone.localdate(payment.paid_at) if payment.paid_at and not corrects else None,
            means=payment.method,
            corrects=(corrects.number, corrects.issued_on) if corrects else None,
            reason=reason,
            is_exempt=rate == 0,
            vat_on_debits=seller.vat_on_debits,
            order=payment.reference,
        )
    pdf = render(document)
    invoice = Invoice.objects.create(
        number=number,
        series=series,
        sequence=series.last,
        kind=kind,
        corrects=corrects,
        issued_on=issued_on,
        business=campaign.business,
        campaign=campaign,
        document=document.as_json(),
        net=totals.net,
        vat=totals.vat,
        gross=totals.gross,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )
    InvoiceLine.objects.bulk_create(InvoiceLine(invoice=invoice, placement=placement, net=net) for placement, net in amounts.items())
    return invoice


def _row(placement: "Placement", net: Decimal, rate: Decimal) -> Row:
    slot = placement.slot
    label = _("Advertisement, %(slot)s, %(place)s") % {"slot": slot.get_key_display().lower(), "place": slot.neighbourhood.title}
    end = last_day(placement.week)
    start = placement.week.fromordinal(end.toordinal() - placement.days + 1)
    return Row(label=label, start=start, end=end, quantity=_WEEK, unit_price=net, net=net, rate=rate)


def _seller(seller: Seller) -> Party:
    names = ("name", "street", "postcode", "town", "siren", "vat_number", "legal_form", "register_entry")
    return Party(**{name: getattr(seller, name) for name in names})


def _buyer(business: "Business") -> Party:
    names = ("street", "postcode", "town", "siren", "siret", "vat_number")
    return Party(name=business.legal_name, trade_name=business.name, **{name: getattr(business, name) for name in names})
