"""What a purchase puts into the calendars of who takes part and who runs it, kept in step with its last moment and its hours."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

from listings import limits
from listings.models import GroupBuyPage, Pledge, PurchaseDate

if TYPE_CHECKING:
    from accounts.models import User

What = PurchaseDate.What
#: Whose it is, what it is, and which of several.
Key = tuple[int, str, int]
Times = tuple[datetime, datetime]


def follow_purchase(purchase: GroupBuyPage, *, person: "User | None" = None) -> None:
    """Bring calendars up to what the purchase says now, of one person where only their part changed. The caller holds its lock.

    An entry keeps its identity whatever its time becomes; one that is gone is cancelled, one that comes back stands again. What is over stays.
    """
    now = timezone.now()
    rows = purchase.dates.of(person) if person else purchase.dates.all()
    existing = {(row.person_id, row.what, row.number): row for row in rows}
    wanted = {key: times for key, times in _wanted(purchase) if person is None or key[0] == person.pk}
    changed = [row for key, row in existing.items() if _move(row, wanted.get(key), now)]
    PurchaseDate.objects.bulk_update(changed, ["starts_at", "ends_at", "sequence", "changed_at", "cancelled_at"])
    PurchaseDate.objects.bulk_create(
        PurchaseDate(purchase=purchase, person_id=owner, what=what, number=number, starts_at=start, ends_at=end)
        for (owner, what, number), (start, end) in wanted.items()
        if (owner, what, number) not in existing
    )


def _move(row: PurchaseDate, times: Times | None, now: datetime) -> bool:
    """Set the time of an entry, or cancel it; tell whether that changed it."""
    if times is None:
        if not row.is_standing or row.ends_at <= now:
            return False
        row.cancelled_at = now
    elif (row.starts_at, row.ends_at) == times and row.is_standing:
        return False
    else:
        (row.starts_at, row.ends_at), row.cancelled_at = times, None
    row.sequence, row.changed_at = row.sequence + 1, now
    return True


def _wanted(purchase: GroupBuyPage) -> Iterator[tuple[Key, Times]]:
    if purchase.state in {"draft", "held"} or purchase.phase == GroupBuyPage.Phase.FAILED:
        return
    runners = {number for number in (purchase.author_id, purchase.deputy_id) if number}
    pledges = list(Pledge.objects.of(purchase).standing().select_related("response", "slot"))
    if purchase.is_collecting:
        last = (purchase.closes_at - limits.CLOSING_ENTRY, purchase.closes_at)
        for number in runners | {pledge.response.resident_id for pledge in pledges}:
            yield (number, What.CLOSING, 0), last
    for pledge in pledges:
        if pledge.slot and pledge.response.resident_id not in runners:
            yield (pledge.response.resident_id, What.PICKUP, 0), (pledge.slot.starts_at, pledge.slot.ends_at)
    slots = sorted(purchase.slots.all(), key=lambda slot: slot.starts_at)
    with purchase.here():
        days = [list(hours) for _day, hours in groupby(slots, key=lambda slot: timezone.localdate(slot.starts_at))]
    for order, hours in enumerate(days):
        for number in runners:
            yield (number, What.PICKUP, order), (hours[0].starts_at, max(slot.ends_at for slot in hours))
