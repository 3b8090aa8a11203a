"""What shops are and buy. Direction inside the package: business, offer ← campaign ← {payment, invoice, count, fund}."""

from ads.models.business import Business, BusinessDirectoryPage, BusinessPage, BusinessPost
from ads.models.campaign import AdReport, Campaign, Placement
from ads.models.count import CountBatch, DailyCount
from ads.models.fund import FundPage, FundSpending
from ads.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from ads.models.offer import RateCard, Seller, Slot
from ads.models.payment import Payment, ProviderEvent, Refund

__all__ = [
    "AdReport",
    "Business",
    "BusinessDirectoryPage",
    "BusinessPage",
    "BusinessPost",
    "Campaign",
    "CountBatch",
    "DailyCount",
    "FundPage",
    "FundSpending",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "Payment",
    "Placement",
    "ProviderEvent",
    "RateCard",
    "Refund",
    "Seller",
    "Slot",
]
