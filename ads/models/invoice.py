"""Invoices and credit notes. Written once: the database refuses any change (INV-04)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ads.models.business import Business
from ads.models.campaign import Campaign, Placement
from ads.querysets.invoices import InvoiceQuerySet


class InvoiceSeries(models.Model):
    """The counter of one series. Locked while a number is given, so that numbers have no gap and dates never go back (INV-01)."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("series of invoices")
        verbose_name_plural = _("series of invoices")

    def __str__(self) -> str:
        return self.name


class Invoice(models.Model):
    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=30, unique=True)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    issued_on = models.DateField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invoices")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="invoices")
    #: The whole document as it was issued (ads.invoices.document), from which a Factur-X file can be made.
    document = models.JSONField()
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_per_number"),
            models.CheckConstraint(
                condition=models.Q(kind="credit_note") ^ models.Q(corrects__isnull=True), name="a_credit_note_corrects_an_invoice"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def sign(self) -> int:
        return -1 if self.is_credit_note else 1


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="invoice_lines")
    net = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")

    def __str__(self) -> str:
        return str(self.net)
