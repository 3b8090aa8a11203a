"""Carpool: the official scale, seats per date, the week, dates that are skipped."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from listings import cost_share, services
from listings.errors import ListingError, NothingLeftError
from listings.models import LegalFigure, ListingPage, Response, RidePage
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import RideFactory, index_of

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/carpool/"
WORKDAYS = [time(7, 5), None, None, time(7, 5), None, None, None]
EVENINGS = [time(17, 45), None, None, None, None, None, None]


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def filled(**changes):
    return {
        "direction": "offer", "title": "Rennes gare", "origin": "Place du 11-Novembre", "destination": "Rennes, gare sud", "via": "Évran",
        "frequency": "once", "first_day": (timezone.localdate() + timedelta(days=6)).isoformat(), "leaves_at": "07:05", "margin": "10",
        "minutes": "65", "last_day": "", "skipped": "", "seats": "3", "luggage": "bag", "equipment": ["bike"], "motive": "work",
        "words": "Je conduis tranquillement.", "km": "", "power": "", "tolls": "", "parking": "", "amount": "", "driver_shares": "on",
        "street": "", "audience": "neighbourhood", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"seats": "1", "amount": "63.60", "driver_shares": ""}, True),
        ({"seats": "1", "amount": "63.61", "driver_shares": ""}, False),
        ({"seats": "2", "amount": "21.20"}, True),
        ({"seats": "2", "amount": "21.21"}, False),
        ({"seats": "2", "amount": "23.70", "tolls": "5.50", "parking": "2"}, True),
        ({"power": "7", "seats": "1", "amount": "34.85"}, True),
        ({"power": "7", "seats": "1", "amount": "34.86"}, False),
        ({"amount": "5", "power": ""}, False),
    ],
)
def test_the_scale_decides_what_may_be_asked(client, resident, changes, allowed):
    """LIM-03: 5 CV, 100 km, no toll: 63.60 € in all, 21.20 € each for two passengers and the driver."""
    client.force_login(resident)
    answer = client.post(COMPOSE, filled(**({"km": "100", "power": "5"} | changes)))
    assert ListingPage.objects.exists() is allowed
    if not allowed:
        assert {"amount", "km"} & answer.context["form"].errors.keys()
        assert "Je conduis tranquillement." in answer.content.decode()


def test_what_is_edited_is_written_as_people_write_it(client, neighbourhood):
    """55 km and 4 €, not 55.0 and 4.00; cents stay."""
    ride = RideFactory(neighbourhood=neighbourhood, km=Decimal(55), power=5, amount=Decimal(4), tolls=Decimal("2.50"))
    client.force_login(ride.author)
    form = client.get(reverse("listings:edit", args=[ride.public_id])).context["form"]
    assert [str(form[name].value()) for name in ("km", "amount", "tolls")] == ["55", "4", "2.50"]


def test_the_refusal_says_the_reason_and_services_refuse_too(neighbourhood):
    ride = RideFactory(neighbourhood=neighbourhood, km=Decimal(100), power=5, seats=2)
    with pytest.raises(ListingError, match=r"21[,.]20") as refusal:
        services.edit_listing(listing=ride, by=ride.author, fields={"amount": Decimal(30)})
    assert "63,60" in str(refusal.value)
    assert "0,636" in str(refusal.value)


def test_the_scale_is_data_with_dates(neighbourhood):
    ride = RideFactory.build(neighbourhood=neighbourhood, km=Decimal(100), power=5, seats=1, author=None, driver_shares=False)
    LegalFigure.objects.create(key="km-5", valid_from=date(2027, 1, 1), value=Decimal("0.700"), source="Arrêté d’essai")
    assert [ride.ceiling(day).total for day in (date(2026, 12, 31), date(2027, 1, 1))] == [Decimal("63.60"), Decimal("70.00")]
    assert all(LegalFigure.objects.values_list("source", flat=True))


money = st.decimals(0, 500, places=2)


@given(km=st.decimals(0, 2000, places=1), rate=st.sampled_from([Decimal("0.529"), Decimal("0.697")]), tolls=money, seats=st.integers(1, 8))
def test_all_seats_together_never_bring_more_than_the_drive_costs(km, rate, tolls, seats):
    """LIM-03, rounding included."""
    for shares in (True, False):
        found = cost_share.ceiling(km=km, rate=rate, tolls=tolls, parking=Decimal(0), seats=seats, driver_shares=shares)
        assert found.per_seat * seats <= found.total <= km * rate + tolls
        assert found.allows(found.per_seat, seats)


def test_a_week_of_drives_both_sides(client, neighbourhood, resident):
    """Domain §4.2: a weekly pattern, seats counted per date, the driver decides, a skipped date is told at once."""
    client.force_login(resident)
    week = {"frequency": "weekly", "leaves_at": "", "out_0": "07:05", "back_0": "17:45", "out_3": "07:05", "seats": "1"}
    client.post(client.post(COMPOSE, filled(**week)).url)
    ride = RidePage.objects.get()
    assert ride.state == "open"
    weekdays = {(date.day.weekday(), date.leg) for date in ride.occurrences.all()}
    assert weekdays == {(0, "out"), (0, "back"), (3, "out")}
    first, second = (MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2))
    monday = ride.occurrences.filter(leg="out", day__week_day=2).first()
    client.force_login(first)
    assert client.get(ride.url).status_code == 200
    client.post(reverse("listings:respond", args=[ride.public_id]), {"dates": [monday.public_id], "message": "Bonjour"})
    asked = Response.objects.get()
    assert asked.state == "asked"
    client.force_login(resident)
    client.post(reverse("listings:response", args=[asked.public_id]), {"do": "accept"})
    late = services.respond(listing=ride, by=second, occurrence=monday)
    with pytest.raises(NothingLeftError):
        services.accept_response(response=late, by=resident)
    other = ride.occurrences.exclude(day=monday.day).first()
    there = services.respond(listing=ride, by=second, occurrence=other)
    assert services.accept_response(response=there, by=resident).state == "accepted"
    client.post(reverse("listings:date-cancel", args=[monday.public_id]), {"why": "Congé"})
    assert list(Response.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "cancelled", "accepted"]
    assert not ride.occurrences.filter(day=monday.day).standing().exists()
    assert Notification.objects.filter(user=first, kind="date-cancelled").count() == 1
    key = services.renew_calendar_key(by=second)
    client.logout()
    feed = vobject.readOne(client.get(reverse("listings:calendar", args=[key.token])).content.decode())
    assert sorted(event.status.value for event in feed.vevent_list) == ["CANCELLED", "CONFIRMED"]


def test_somebody_who_looks_for_a_seat_is_answered_by_drivers(client, neighbourhood):
    wanted = RideFactory(neighbourhood=neighbourhood, direction="request", seats=1)
    drivers = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2)]
    answers = [services.respond(listing=wanted, by=driver, occurrence=wanted.occurrences.get()) for driver in drivers]
    for answer in answers:
        services.accept_response(response=answer, by=wanted.author)
    client.force_login(drivers[0])
    assert client.get(wanted.url).status_code == 200


def test_the_week_ends_and_skips_where_it_says(neighbourhood):
    ride = RideFactory.build(
        neighbourhood=neighbourhood, author=None, leaves_at=None, out_times=WORKDAYS, back_times=EVENINGS,
        first_day=date(2027, 3, 22), last_day=date(2027, 4, 5), skipped=[date(2027, 4, 1)],
    )  # fmt: skip
    slots = ride.timetable(date(2027, 1, 1), date(2027, 12, 31))
    assert [(slot.day.day, slot.leg, slot.starts_at.strftime("%H:%M")) for slot in slots] == [
        (22, "out", "06:05"), (22, "back", "16:45"), (25, "out", "06:05"), (29, "out", "05:05"), (29, "back", "15:45"),
        (5, "out", "05:05"), (5, "back", "15:45"),
    ]  # fmt: skip


def test_forms_refuse_what_cannot_be_driven(client, resident):
    client.force_login(resident)
    for changes, field in (
        ({"frequency": "weekly"}, "frequency"),
        ({"leaves_at": ""}, "leaves_at"),
        ({"seats": "9"}, "seats"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"origin": "chez moi, 06 12 34 56 78"}, "origin"),
    ):
        assert field in client.post(COMPOSE, filled(**changes)).context["form"].errors, changes
