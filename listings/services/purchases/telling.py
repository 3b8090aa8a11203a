"""Telling the people of a purchase what became of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from listings.models import GroupBuyPage
from listings.services.purchases.calendar import follow_purchase
from listings.services.record import record
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


def tell_news(purchase: GroupBuyPage, event: str, to: "Iterable[User | None]", *, by: "User | None" = None) -> None:
    """Notify people of one event of a purchase (listings.notification_kinds.PurchaseNews), by ids only."""
    if people := list({person.pk: person for person in to if person is not None}.values()):
        notify("purchase-news", to=people, data={"listing": str(purchase.public_id), "event": event}, by=by)


def participants(purchase: GroupBuyPage) -> "list[User]":
    """Return whoever has pledged."""
    return [response.resident for response in purchase.responses.accepted().select_related("resident")]


def runners(purchase: GroupBuyPage) -> "list[User | None]":
    """Return the organiser and the deputy."""
    return [purchase.author, purchase.deputy]


def enter(purchase: GroupBuyPage, phase: str, *, by: "User | None", why: str = "") -> GroupBuyPage:
    """Move a purchase to a phase and log it. The caller holds the lock."""
    before, purchase.phase, purchase.phase_at = purchase.phase, phase, timezone.now()
    purchase.save()
    follow_purchase(purchase)
    record(purchase, "purchase_moved", by=by, before=before, after=phase, why=why)
    return purchase
