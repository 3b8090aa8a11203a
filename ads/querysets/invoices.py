"""Reads of invoices."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Sum, When

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from ads.models import Business


class InvoiceQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the invoices of one person's shops; none for a visitor."""
        return self.filter(business__owner=user) if user.is_authenticated else self.none()

    def of_year(self, business: "Business", year: int) -> Self:
        """Return the invoices of one shop in one year, in order."""
        return self.filter(business=business, issued_on__year=year).order_by("pk").defer("pdf", "document")

    def sums(self) -> dict[str, Decimal]:
        """Return net, vat and gross in euros, credit notes taken off."""
        signed = {name: Sum(Case(When(kind="credit_note", then=-F(name)), default=F(name))) for name in ("net", "vat", "gross")}
        return {name: value or Decimal("0.00") for name, value in self.aggregate(**signed).items()}
