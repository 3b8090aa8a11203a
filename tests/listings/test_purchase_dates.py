"""A group purchase in the calendars of who takes part and who runs it, read back by a second parser."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from home.models import Membership
from home.signals import membership_ended
from listings import limits, services
from listings.models import CalendarKey, ExactPlace, PickupSlot, PurchaseDate
from tests.factories.home import MembershipFactory
from tests.factories.listings import GroupBuyFactory, index_of
from tests.listings.test_calendars import read, values

pytestmark = pytest.mark.django_db
CLOSING, PICKUP = "(dernier moment pour promettre)", "(retrait)"


@pytest.fixture
def purchase(neighbourhood):
    """Wood, fetched on one of two days; the organiser has no part in it."""
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, threshold=1, deputy=MembershipFactory(neighbourhood=neighbourhood).user)
    ExactPlace.objects.create(listing_id=purchase.pk, words="Hangar vert, 3 cale Nord")
    first = (purchase.closes_at + timedelta(days=4)).replace(hour=8, minute=0, second=0, microsecond=0)
    for start in (first, first + timedelta(hours=1), first + timedelta(days=1)):
        PickupSlot.objects.create(purchase=purchase, starts_at=start, ends_at=start + timedelta(hours=1))
    return purchase


def calendar_of(client, person):
    """Return {what it is: its values} of a person's own calendar."""
    key, _new = CalendarKey.objects.get_or_create(user=person)
    events = read(client, reverse("listings:calendar", args=[key.token]))[0]
    return {(row["summary"].rpartition(" (")[2], row["dtstart"][:10]): row for row in map(values, events)}


def entry(client, person, what):
    return next((row for row in calendar_of(client, person).values() if row["summary"].endswith(what)), None)


def pledge(purchase, person, slot):
    return services.pledge(purchase=purchase, by=person, quantities={purchase.products.get().pk: 1}, slot=slot)


def test_an_hour_that_moves_stays_the_same_entry(client, purchase, resident):
    """Stable UID, SEQUENCE that rises, TENTATIVE until it is settled, the exact place only then."""
    early, late, _next_day = purchase.slots.all()
    pledge(purchase, resident, early)
    closing, pickup = entry(client, resident, CLOSING), entry(client, resident, PICKUP)
    assert (pickup["status"], pickup["sequence"], pickup["location"], closing["transp"]) == ("TENTATIVE", "0", purchase.area, "TRANSPARENT")
    pledge(purchase, resident, early)
    assert entry(client, resident, PICKUP)["sequence"] == "0", "the same promise twice changes nothing"
    pledge(purchase, resident, late)
    moved = entry(client, resident, PICKUP)
    assert (moved["uid"], moved["sequence"]) == (pickup["uid"], "1")
    assert moved["dtstart"] != pickup["dtstart"]
    services.lock_purchase(purchase=purchase, by=purchase.author)
    assert entry(client, resident, CLOSING)["status"] == "CANCELLED", "settled earlier: there is no last moment any more"
    settled = entry(client, resident, PICKUP)
    assert (settled["status"], settled["location"]) == ("CONFIRMED", "Hangar vert, 3 cale Nord")
    services.choose_slot(purchase=purchase, by=resident, slot=early)
    again = entry(client, resident, PICKUP)
    assert (again["uid"], again["sequence"], again["dtstart"]) == (pickup["uid"], "2", pickup["dtstart"])


def test_who_runs_it_finds_every_day_of_the_pick_up(client, purchase, resident):
    """The organiser and the deputy; nobody else but who takes part."""
    for person in (purchase.author, purchase.deputy):
        assert calendar_of(client, person) == {}
    pledge(purchase, resident, purchase.slots.first())
    services.name_deputy(purchase=purchase, by=purchase.author, pseudonym="")
    assert len([row for row in calendar_of(client, purchase.author).values() if row["summary"].endswith(PICKUP)]) == 2
    purchase.refresh_from_db()
    assert calendar_of(client, MembershipFactory(neighbourhood=purchase.neighbourhood).user) == {}
    slots = [(slot.starts_at, slot.ends_at, None) for slot in purchase.slots.all()]
    services.edit_listing(listing=purchase, by=purchase.author, fields={}, parts={"slots": slots[:2]})
    statuses = sorted(row["status"] for row in calendar_of(client, purchase.author).values() if row["summary"].endswith(PICKUP))
    assert statuses == ["CANCELLED", "TENTATIVE"]


@pytest.mark.parametrize("end", ["fails", "withdrawn", "removed"])
def test_what_is_called_off_is_sent_as_cancelled(client, purchase, resident, operator, end):
    pledge(purchase, resident, purchase.slots.first())
    before = entry(client, resident, PICKUP)
    if end == "fails":
        services.lock_purchase(purchase=purchase, by=purchase.author)
        services.fail_purchase(purchase=purchase, by=purchase.author, why="Scierie fermée")
    elif end == "withdrawn":
        services.close_listing(listing=purchase, by=purchase.author, done=False)
    else:
        services.remove_listing(listing=purchase, by=operator, why="Hors sujet")
    for row in calendar_of(client, resident).values():
        assert (row["status"], row["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert entry(client, resident, PICKUP)["uid"] == before["uid"]
    assert "Hangar" not in str(calendar_of(client, resident))
    PurchaseDate.objects.update(ends_at=timezone.now() - limits.CALENDAR_MEMORY)
    assert calendar_of(client, resident) == {}


def test_more_time_and_a_withdrawal_are_seen_too(client, purchase, resident):
    """An extension moves the last moment; who withdraws, and who leaves, finds both entries cancelled."""
    pledge(purchase, resident, purchase.slots.first())
    other = MembershipFactory(neighbourhood=purchase.neighbourhood).user
    pledge(purchase, other, purchase.slots.last())
    type(purchase).objects.filter(pk=purchase.pk).update(threshold=9)
    closing = entry(client, resident, CLOSING)
    assert services.decide_purchase(purchase=purchase, now=purchase.closes_at) == "extended"
    later = entry(client, resident, CLOSING)
    assert (later["uid"], later["sequence"]) == (closing["uid"], "1")
    assert later["dtend"] > closing["dtend"]
    services.withdraw_pledge(purchase=purchase, by=resident)
    membership = Membership.objects.get(user=other)
    Membership.objects.filter(pk=membership.pk).update(state="left")
    membership_ended.send(sender=Membership, membership=membership)
    for person in (resident, other):
        assert {row["status"] for row in calendar_of(client, person).values()} == {"CANCELLED"}
