"""Group purchases: pledges, packs, the minimum, and everything until the last bag is fetched (domain.md §4.2)."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from listings import jobs, services
from listings.errors import ListingError, NothingLeftError, WrongStateError
from listings.models import GroupBuyPage, ListingPage, PickupSlot, Pledge, Response
from tests.factories.listings import GroupBuyFactory, index_of
from tests.listings.purchases import neighbours, take, told

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/group/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def later(purchase, days=11):
    return services.decide_purchase(purchase=purchase, now=timezone.now() + timedelta(days=days))


def in_days(count):
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def filled(**changes):
    return {
        "title": "Bois de chauffage sec", "supplier": "Scierie de Calorguen", "words": "Chêne et hêtre.", "name_0": "Rondins", "unit_0": "stère",
        "price_0": "92", "pack_0": "1", "minimum_0": "1", "maximum_0": "6", "step_0": "1", "lower_0": "3 = 84,50; 5 = 78",
        "measure": "participants", "threshold": "2", "opens_on": "", "closes_on": in_days(10), "closes_time": "20:00", "most_extensions": "1",
        "extension_days": "7", "payment": "pickup", "area": "la cale", "exact": "Au pied du treuil", "day_0": in_days(16), "from_0": "09:00",
        "to_0": "10:30", "room_0": "2", "helpers_wanted": "2", "street": "", "audience": "neighbourhood", **changes,
    }  # fmt: skip


def test_wood_is_bought_together_by_plain_forms(client, neighbourhood, resident):
    """Both sides without scripts, from the form to the last tick; the exact place is told once pledges bind (PRV-07)."""
    client.force_login(resident)
    assert client.get(COMPOSE).status_code == 200
    client.post(client.post(COMPOSE, filled()).url)
    purchase = GroupBuyPage.objects.get()
    assert (purchase.state, purchase.phase, purchase.expires_at) == ("open", "collecting", purchase.closes_at)
    assert ListingPage.objects.matching("rondins", [neighbourhood.pk]).exists()
    product, slot = purchase.products.get(), purchase.slots.get()
    assert product.tiers == [(3, Decimal("84.50")), (5, Decimal(78))]
    people, address = neighbours(neighbourhood, 3), reverse("listings:pledge", args=[purchase.public_id])
    for number, person in enumerate(people[:2]):
        client.force_login(person)
        page = client.get(purchase.url).content.decode()
        assert "treuil" not in page
        assert client.post(address, {f"take_{product.pk}": "0", "slot": slot.pk}).context["form"].errors.keys() == {"agreed"}
        client.post(address, {f"take_{product.pk}": number + 1, "slot": slot.pk, "agreed": "on", "helps": "on"})
    client.force_login(people[2])
    refused = client.post(address, {f"take_{product.pk}": 1, "slot": slot.pk, "agreed": "on"})
    assert "__all__" in refused.context["form"].errors  # two come at that hour already
    assert later(purchase) == "locked"
    assert client.get(purchase.url).status_code == 404  # it is between those who take part now
    client.force_login(people[0])
    assert "treuil" in client.get(purchase.url).content.decode()
    step = reverse("listings:purchase-step", args=[purchase.public_id])
    assert client.post(step, {"do": "order"}).status_code == 404
    client.force_login(resident)
    desk = reverse("listings:purchase", args=[purchase.public_id])
    for do, phase in (("order", "ordered"), ("count", "received"), ("distribute", "distributing")):
        if do == "count":
            client.post(reverse("listings:purchase-reception", args=[purchase.public_id]), {f"came_{product.pk}": "3"})
        else:
            client.post(step, {"do": do})
        purchase.refresh_from_db()
        assert purchase.phase == phase
        assert client.get(desk).status_code == 200
    first, second = Pledge.objects.order_by("pk")
    ticks = reverse("listings:purchase-tick", args=[purchase.public_id])
    for do in ("given", "given", "paid"):
        client.post(ticks, {"pledge": first.pk, "do": do})
    assert client.get(reverse("listings:purchase-pickup", args=[purchase.public_id])).content.decode().count('aria-pressed="true"') == 2
    client.post(step, {"do": "close"})
    assert list(Response.objects.order_by("pk").values_list("state", flat=True)) == ["done", "no_show"]
    assert second.collected_at is None
    assert told(people[1]) == ["locked", "ordered", "ready"]


def test_forms_refuse_what_cannot_be_bought(client, resident):
    client.force_login(resident)
    for changes, field in (
        ({"name_0": ""}, "name_0"),
        ({"price_0": ""}, "price_0"),
        ({"lower_0": "3 = 95"}, "lower_0"),
        ({"lower_0": "trois"}, "lower_0"),
        ({"step_0": "2", "minimum_0": "3"}, "minimum_0"),
        ({"step_0": "2", "minimum_0": "2", "pack_0": "5", "maximum_0": "6"}, "pack_0"),
        ({"closes_on": in_days(-1)}, "closes_on"),
        ({"day_0": in_days(3)}, "day_0"),
        ({"to_0": "08:00"}, "to_0"),
        ({"threshold": "2.5"}, "threshold"),
        ({"area": "06 12 34 56 78"}, "area"),
    ):
        answer = client.post(COMPOSE, filled(**changes))
        assert field in answer.context["form"].errors, changes
        assert "Chêne et hêtre." in answer.content.decode()
    assert not ListingPage.objects.exists()


def test_a_pledge_is_a_promise_until_it_is_settled_and_binds_from_then_on(neighbourhood):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, products=[{"maximum": 4, "packs_available": 5}])
    one, two = neighbours(neighbourhood, 2)
    first = take(purchase, one, 4)
    assert take(purchase, one, 4) == first  # the same promise twice
    with pytest.raises(NothingLeftError, match=r"\b1\b"):
        take(purchase, two, 2)
    with pytest.raises(ListingError):
        take(purchase, two, 0)
    take(purchase, one, 2)
    take(purchase, two, 3)
    services.withdraw_pledge(purchase=purchase, by=two)
    services.withdraw_pledge(purchase=purchase, by=two)
    take(purchase, two, 3)
    services.lock_purchase(purchase=purchase, by=purchase.author)
    for late in (lambda: take(purchase, one, 1), lambda: services.withdraw_pledge(purchase=purchase, by=one)):
        with pytest.raises(WrongStateError):
            late()
    with pytest.raises(WrongStateError):
        services.withdraw_response(response=first, by=one)  # nor by the door of the other kinds
    with pytest.raises(WrongStateError):
        services.respond(listing=purchase, by=one)


def test_below_the_minimum_nothing_is_delivered(neighbourhood):
    """Extended as often as its organiser said, twice at most, then nobody owes anything; each step once (FLT-10)."""
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, threshold=3, most_extensions=2, extension_days=5)
    person = neighbours(neighbourhood, 1)[0]
    take(purchase, person, 1)
    with pytest.raises(WrongStateError):
        services.lock_purchase(purchase=purchase, by=purchase.author)
    assert [later(purchase, days) for days in (9, 11, 12, 17, 23, 24)] == ["", "extended", "", "extended", "failed", ""]
    purchase.refresh_from_db()
    assert (purchase.state, purchase.closed_reason, purchase.extensions) == ("closed", "expired", 2)
    assert purchase.responses.get().state == "cancelled"
    assert told(person) == ["extended", "extended", "failed"]


def test_the_worker_settles_and_reminds(neighbourhood):
    over = GroupBuyFactory(neighbourhood=neighbourhood, closes_at=timezone.now() + timedelta(hours=30), products=[{"pack": 4}])
    person = neighbours(neighbourhood, 1)[0]
    take(over, person, 3)
    jobs.sweep_purchases()
    jobs.sweep_purchases()
    assert told(person) == ["soon"]
    GroupBuyPage.objects.update(closes_at=timezone.now(), expires_at=timezone.now(), most_extensions=0)
    jobs.end_listings()  # the rule of other kinds does not end it
    over.refresh_from_db()
    assert over.state == "open"
    assert jobs.sweep_purchases() == 1
    over.refresh_from_db()
    assert over.phase == "failed"


def test_a_pack_that_does_not_fill_is_not_ordered_and_its_people_are_told(neighbourhood):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, threshold=1, measure="packs", products=[{"pack": 10}])
    one, two, three = neighbours(neighbourhood, 3)
    for person, count in ((one, 7), (two, 5), (three, 2)):
        take(purchase, person, count)
    assert later(purchase) == "locked"
    assert [told(person)[-1:] for person in (one, two)] == [["locked"], ["cut"]]
    assert purchase.responses.get(resident=three).state == "cancelled"
    ordered = Pledge.objects.of(purchase).standing().values_list("response__resident", "lines__ordered", "lines__price")
    assert list(ordered) == [(one.pk, 7, Decimal(92)), (two.pk, 3, Decimal(92))]


def test_a_shortage_is_shared_by_the_written_rule_and_said(client, neighbourhood):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    people = neighbours(neighbourhood, 3)
    for person, count in zip(people, (10, 6, 4), strict=True):
        take(purchase, person, count)
    services.lock_purchase(purchase=purchase, by=purchase.author)
    services.mark_ordered(purchase=purchase, by=purchase.author)
    product = purchase.products.get()
    for came in (20, 13):  # counted again
        services.record_reception(purchase=purchase, by=purchase.author, received={product.pk: came})
    services.open_distribution(purchase=purchase, by=purchase.author)
    assert list(product.lines.order_by("pk").values_list("share", flat=True)) == [6, 4, 3]
    assert [told(person)[-1] for person in people] == ["short"] * 3
    client.force_login(people[0])
    assert "552" in client.get(purchase.url).content.decode()  # 6 × 92 €
    with pytest.raises(WrongStateError):
        services.record_reception(purchase=purchase, by=purchase.author, received={})


def test_a_price_that_rises_is_told_and_leaves_a_day_to_withdraw(neighbourhood):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, closes_at=timezone.now() + timedelta(hours=2))
    one, two = neighbours(neighbourhood, 2)
    take(purchase, one, 1)
    take(purchase, two, 1)
    product = purchase.products.get()
    row = {name: getattr(product, name) for name in ("pk", "name", "unit", "price", "pack", "minimum", "maximum", "step")}
    row |= {"packs_available": None, "lower_prices": []}

    def edit(**changes):
        return services.edit_listing(listing=purchase, by=purchase.author, fields={}, parts={"products": [row | changes]})

    edit(price=Decimal(95))
    purchase.refresh_from_db()
    assert purchase.closes_at == purchase.expires_at >= timezone.now() + timedelta(hours=23, minutes=59)
    assert told(one) == told(two) == ["price"]
    with pytest.raises(WrongStateError):  # not before everybody had their day
        services.lock_purchase(purchase=purchase, by=purchase.author)
    for changes in ({"pack": 2}, {"unit": "corde"}, {"packs_available": 1}):
        with pytest.raises(WrongStateError):
            edit(**changes)
    with pytest.raises(WrongStateError):
        services.edit_listing(listing=purchase, by=purchase.author, fields={"threshold": 1})
    with pytest.raises(WrongStateError):
        services.edit_listing(listing=purchase, by=purchase.author, fields={}, parts={"products": [row | {"pk": None, "name": "Tourbe"}]})
    services.withdraw_pledge(purchase=purchase, by=two)


def test_an_hour_has_room_for_so_many(neighbourhood):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    start = purchase.closes_at + timedelta(days=3)
    early, late = (
        PickupSlot.objects.create(
            purchase=purchase, starts_at=start + timedelta(hours=number), ends_at=start + timedelta(hours=number + 1), room=1
        )
        for number in range(2)
    )
    one, two = neighbours(neighbourhood, 2)
    with pytest.raises(ListingError):
        take(purchase, one, 1)
    take(purchase, one, 1, slot=early)
    with pytest.raises(NothingLeftError):
        take(purchase, two, 1, slot=early)
    take(purchase, two, 1, slot=late)
    services.lock_purchase(purchase=purchase, by=purchase.author)
    with pytest.raises(NothingLeftError):
        services.choose_slot(purchase=purchase, by=one, slot=late)
