"""What the templates need to know, prepared: the calendar of a basket, an advertisement, a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ads import limits, weeks
from ads.invoices.pdf import euros
from ads.models import AdReport, DailyCount, Placement, RateCard, Slot
from ads.money import ZERO
from ads.services.booking import price_of
from home.photos import PHOTO_SIZES

if TYPE_CHECKING:
    from ads.models import Campaign


@dataclass(frozen=True)
class Box:
    """One week of one spot in the calendar."""

    value: str
    number: int
    span: str
    price: Decimal | None
    label: str
    taken: bool
    ticked: bool

    @property
    def price_label(self) -> str:
        return euros(self.price) if self.price is not None else ""

    @property
    def words(self) -> str:
        """What is read aloud: the box alone, without the columns around it."""
        return _("Week %(number)s, %(span)s") % {"number": self.number, "span": self.span}


@dataclass
class Calendar:
    """The weeks of some spots, and what the ticked ones cost without VAT. Four queries, however many spots."""

    rows: list[tuple[Slot, list[Box]]]
    total: Decimal
    count: int

    @property
    def total_label(self) -> str:
        return euros(self.total)


def choice_value(slot: Slot, week: date) -> str:
    return f"{slot.pk}:{week.isoformat()}"


def calendar(slots: Iterable[Slot], ticked: set[str]) -> Calendar:
    """Return the calendar of these spots (neighbourhood loaded)."""
    slots, first = list(slots), weeks.this_week()
    prices = RateCard.objects.for_slots(slots)
    taken = set(Placement.objects.of_slots(slots).from_week(first).keeping_out().values_list("slot_id", "week"))
    found = Calendar([], ZERO, 0)
    for slot in slots:
        boxes = []
        for week in weeks.weeks_from(first, limits.WEEKS_AHEAD):
            price, value = price_of(slot, week, prices), choice_value(slot, week)
            is_taken = (slot.pk, week) in taken
            chosen = value in ticked and not is_taken and price is not None
            card = prices.card(slot, week)
            boxes.append(Box(value, weeks.number(week), weeks.span(week), price, card.label if card else "", is_taken, chosen))
            if chosen:
                found.total, found.count = found.total + price, found.count + 1
        found.rows.append((slot, boxes))
    return found


def rate_table(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """Return the public prices of these spots (neighbourhood loaded): one query."""
    slots = sorted(slots, key=lambda slot: (slot.neighbourhood.title, slot.key))
    prices = RateCard.objects.for_slots(slots)
    return [
        {
            "place": slot.neighbourhood.title,
            "slot": slot.get_key_display(),
            "weeks": card.label or _("Every week"),
            "span": f"{weeks.span(card.first_week).split(' – ')[0]} – {weeks.span(card.last_week).split(' – ')[1]}"
            if card.first_week
            else "",
            "price": euros(card.price),
        }
        for slot in slots
        for card in prices.cards(slot)
    ]


def picture_of(campaign: "Campaign") -> dict[str, Any]:
    """Return the picture of an advertisement for components/ad.html; no query when the image is loaded."""
    photo = campaign.image
    if photo is None:
        return {}
    size = PHOTO_SIZES["card"]
    width = size.widths[1]
    source = reverse("home:photo", args=[photo.public_id, "card", width])
    return {"image_src": source, "image_alt": campaign.image_alt, "image_width": width, "image_height": size.height(width, photo)}


def ad(placement: Placement, *, level: int = 3) -> dict[str, Any]:
    """Return the context of components/ad.html for a placement that is shown."""
    campaign = placement.campaign
    return {
        "shop": campaign.business.name,
        "text": campaign.text,
        "payer": campaign.paid_by,
        "why_url": reverse("ads:why", args=[placement.public_id]),
        "url": reverse("ads:go", args=[placement.public_id]),
        "seen_url": reverse("ads:seen", args=[placement.public_id]),
        **picture_of(campaign),
        "level": level,
    }


def preview(campaign: "Campaign") -> dict[str, Any]:
    """Return the context of components/ad.html for an advertisement that is not shown yet: it leads nowhere and counts nothing."""
    return {
        "shop": campaign.business.name,
        "text": campaign.text,
        "payer": campaign.paid_by,
        "why_url": "#why",
        **picture_of(campaign),
        "level": 3,
    }


def for_desk(placements: Iterable[Placement]) -> list[dict[str, Any]]:
    """Return what a curator decides about: one entry for each campaign in each neighbourhood, its weeks together. Two queries."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for placement in placements:
        place = placement.slot.neighbourhood
        entry = found.setdefault(
            (placement.campaign_id, place.pk),
            {
                "campaign": placement.campaign,
                "place": place,
                "ad": preview(placement.campaign),
                "weeks": [],
                "waits": False,
                "reported": False,
            },
        )
        entry["weeks"].append(placement)
        entry["waits"] = entry["waits"] or placement.state == Placement.State.BOOKED
        entry["reported"] = entry["reported"] or placement.suspended_at is not None
    shown = [placement.pk for entry in found.values() for placement in entry["weeks"]]
    said: dict[tuple[int, int], list[str]] = {}
    for report in AdReport.objects.open_on(shown):
        said.setdefault((report.placement.campaign_id, report.placement.slot.neighbourhood_id), []).append(report.text)
    for key, entry in found.items():
        entry["reports"] = said.get(key, [])
    return sorted(found.values(), key=lambda entry: (not entry["waits"], not (entry["reported"] or entry["reports"])))


@dataclass(frozen=True)
class Day:
    """One day of a report."""

    day: date
    views: int
    clicks: int


class Report:
    """How a campaign did: sums by day, never persons."""

    def __init__(self, campaign: "Campaign") -> None:
        self.campaign = campaign
        self.days = [Day(*row) for row in DailyCount.objects.of_campaign(campaign).by_day()]

    @property
    def views(self) -> int:
        return sum(day.views for day in self.days)

    @property
    def clicks(self) -> int:
        return sum(day.clicks for day in self.days)

    @property
    def spent(self) -> Decimal:
        return sum((placement.price - placement.refunded for placement in self.campaign.placements.paid()), ZERO)

    @property
    def per_click(self) -> str:
        return euros((self.spent / self.clicks).quantize(Decimal("0.01"))) if self.clicks else "–"

    @property
    def sentence(self) -> str:
        """What the chart shows, in words."""
        return _("%(views)s views and %(clicks)s clicks in %(days)s days") % {
            "views": self.views, "clicks": self.clicks, "days": len(self.days),
        }  # fmt: skip

    @property
    def is_over(self) -> bool:
        return bool(self.days) and self.days[-1].day < timezone.localdate()
