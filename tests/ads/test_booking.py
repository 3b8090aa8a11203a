"""Weeks: who gets them, what they cost, when they go back (ADS-03)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

from django.db import IntegrityError, connection
from django.db.models.signals import pre_save
from django.utils import timezone

import pytest

from ads import services
from ads.errors import CharterError, NotForSaleError, TakenError, WrongStateError
from ads.models import Campaign, Payment, Placement, RateCard, Seller, Slot
from ads.services.booking import price_of
from ads.weeks import days_left, this_week
from tests.factories.ads import PROMISES, BusinessFactory, SlotFactory, basket, priced, seller


def at_once(calls):
    """Run the calls in a thread each, beginning together; return what each returned or raised."""
    start = Barrier(len(calls))

    def run(call):
        start.wait(30)
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def bookers(slot, count):
    shops = [BusinessFactory(neighbourhood=slot.neighbourhood) for _ in range(count)]
    choices = [(slot, this_week() + timedelta(weeks=1)), (slot, this_week() + timedelta(weeks=2))]
    return [lambda shop=shop: services.hold_weeks(business=shop, by=shop.owner, choices=choices) for shop in shops]


@pytest.mark.django_db(transaction=True)
def test_twenty_shops_book_one_week_and_one_gets_it():
    """ADS-03: 20 parallel bookings; one wins, the others are told at once, hold nothing and are charged nothing."""
    seller()
    slot = SlotFactory()
    outcomes = at_once(bookers(slot, 20))
    won = [outcome for outcome in outcomes if isinstance(outcome, Campaign)]
    told = [outcome for outcome in outcomes if isinstance(outcome, TakenError)]
    assert (len(won), len(told)) == (1, 19), outcomes
    assert Placement.objects.count() == 2
    assert set(Placement.objects.values_list("campaign_id", flat=True)) == {won[0].pk}
    assert not Payment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_a_week_is_rented_twice():
    """ADS-03, positive control: nothing but the database's constraint keeps two shops apart."""
    seller()
    slot = SlotFactory()
    calls = bookers(slot, 2)
    constraint = next(entry for entry in Placement._meta.constraints if entry.name == "one_shop_per_slot_and_week")
    barrier = Barrier(2)

    def wait_for_the_other(**_):
        barrier.wait(timeout=10)

    with connection.schema_editor() as editor:
        editor.remove_constraint(Placement, constraint)
    pre_save.connect(wait_for_the_other, sender=Placement)
    try:
        at_once(calls)
        assert Placement.objects.filter(slot=slot, week=this_week() + timedelta(weeks=1), state="held").count() == 2
    finally:
        pre_save.disconnect(wait_for_the_other, sender=Placement)
        Placement.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Placement, constraint)


@pytest.mark.django_db
def test_a_basket_keeps_its_weeks_for_fifteen_minutes():
    slot = SlotFactory()
    first = basket(slot, 1)
    with pytest.raises(TakenError):
        basket(slot, 1)
    Campaign.objects.filter(pk=first.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    second = basket(slot, 1)  # free at once, before any worker has swept
    first.refresh_from_db()
    assert first.state == "dropped"
    with pytest.raises(WrongStateError):
        services.write_creative(
            campaign=first, by=first.business.owner, text="Pain", landing_url="https://la-mie.example", promises=PROMISES
        )
    Campaign.objects.filter(pk=second.pk).update(held_until=timezone.now())
    assert services.release_overdue(campaign=second)
    assert not services.release_overdue(campaign=second)
    assert not Placement.objects.taking().exists()


@pytest.mark.django_db
def test_the_nearest_card_gives_the_price_and_a_week_that_has_begun_costs_its_days():
    slot = SlotFactory(price=Decimal("12.00"))
    week = this_week() + timedelta(weeks=3)
    town = slot.neighbourhood.get_parent()
    RateCard.objects.create(place_id=town.pk, key=slot.key, price=Decimal("9.00"))
    RateCard.objects.create(place_id=slot.neighbourhood_id, key=slot.key, price="22.00", label="Fêtes", first_week=week, last_week=week)
    other = Slot.objects.create(key="listing-list", neighbourhood=slot.neighbourhood)
    prices = RateCard.objects.for_slots([slot, other])
    assert price_of(slot, week, prices) == Decimal("22.00")
    assert price_of(slot, week + timedelta(weeks=1), prices) == Decimal("12.00")
    assert price_of(other, week, prices) is None
    monday = date(2026, 11, 23)
    assert [days_left(monday, monday + timedelta(days=day)) for day in (-1, 0, 3, 6, 7)] == [7, 7, 4, 1, 0]
    assert price_of(slot, monday, prices, today=date(2026, 11, 26)) == Decimal("6.86")
    RateCard.objects.filter(place_id=slot.neighbourhood_id).delete()
    assert price_of(slot, week, RateCard.objects.for_slots([slot])) == Decimal("9.00")


@pytest.mark.django_db
def test_what_has_no_seller_no_price_or_no_week_is_not_for_rent():
    slot = SlotFactory()
    with pytest.raises(NotForSaleError):
        basket(slot, -1)
    with pytest.raises(NotForSaleError):
        basket(slot)
    Slot.objects.update(open=False)
    slot.refresh_from_db()
    with pytest.raises(NotForSaleError):
        basket(slot, 1)
    Slot.objects.update(open=True)
    slot.refresh_from_db()
    assert basket(slot, 1)
    Seller.objects.update(siren="")
    shop = BusinessFactory(neighbourhood=slot.neighbourhood)
    with pytest.raises(NotForSaleError):
        services.hold_weeks(business=shop, by=shop.owner, choices=[(slot, this_week() + timedelta(weeks=2))])


POLITICAL = [
    "Votez pour la liste Dinan ensemble", "Dimanche, tous aux urnes", "Soutenez votre candidate aux municipales", "Réunion du parti politique",
    "Signez la pétition contre le parking", "Élections : notre programme municipal", "Référendum sur le port : dites non", "Le député vous répond",
    "Venez rencontrer votre sénatrice", "Manifestation samedi devant la mairie", "V.o.t.e.z utile", "VOTEZ BLANC", "Présidentielle : le bon choix",
    "Législatives 2027", "Militants, rejoignez-nous", "Abrogation de la taxe", "Grève générale jeudi", "Réforme des retraites : on dit stop",
    "Vote for change", "Un tract politique offert",
]  # fmt: skip
ORDINARY = [
    "La miche au sarrasin sort du four à 16 h 30", "Révision d’hiver à 39 €", "Partitions et guitares", "Voilier à louer", "Cours de poterie",
    "Fête des parties de cartes jeudi", "Urnes funéraires artisanales", "Premier tour du tournoi de pétanque", "Créditez votre carte de fidélité",
]  # fmt: skip


@pytest.mark.django_db
def test_political_advertising_is_refused_and_bread_is_not():
    """ADS-04: twenty samples by their words, and whoever does not tick the promise."""
    campaign = basket(SlotFactory(), 1)
    write = {"campaign": campaign, "by": campaign.business.owner, "landing_url": "https://la-mie.example", "promises": PROMISES}
    for text in POLITICAL:
        with pytest.raises(CharterError):
            services.write_creative(**write, text=text)
    with pytest.raises(CharterError):
        services.write_creative(**{**write, "landing_url": "https://votez-dupont.example"}, text="Bonjour")
    with pytest.raises(CharterError):
        services.write_creative(**{**write, "promises": PROMISES - {"not_political"}}, text=ORDINARY[0])
    for text in ORDINARY:
        assert services.write_creative(**write, text=text).state == "priced"


def test_a_click_leads_to_plain_https_only():
    """SEC-14: 120 forms of an address that is not one."""
    hosts = ["la-mie.example", "la-mie.example/x", "127.0.0.1", "[::1]", "la-mie"]
    schemes = [
        "http://",
        "//",
        "\\\\",
        "https:",
        "https:/",
        "https:///",
        "javascript:",
        "data:text/html,",
        "ftp://",
        "ws://",
        "file://",
        "HTTPS ://",
        "https:\\\\",
        "",
    ]
    wrong = [scheme + host for scheme in schemes for host in hosts]
    wrong += [f"https://la-mie.example/{sign}x" for sign in "\t\r\n\\<>\"'`{}|^ "]
    wrong += [f"{sign}https://la-mie.example" for sign in "\t\r\n \x00\x0b"] + [
        f"https://{user}@la-mie.example" for user in ("a", "a:b", "palier.example")
    ]
    wrong += [f"https://la-mie.example{port}" for port in (":80", ":443", ":99999", ":x")]
    wrong += [f"java{sign}script:alert(1)" for sign in "\t\r\n"] + [
        "https://",
        "https://.",
        "https://..",
        "https://-.example",
        "https://localhost",
    ]
    wrong += [
        f"{scheme}:alert(1)"
        for scheme in ("javascript", "JavaScript", "vbscript", "data", "blob", "file", "about", "view-source", "mailto", "tel")
    ]
    wrong += [
        "https:evil.example",
        "https:/evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "//evil.example",
        "///evil.example",
    ]
    wrong += [
        "https://exa mple.com",
        "https://exam\u00a0ple.com/\u2028",
        "https://[::1]/",
        "https://127.0.0.1:8000",
        "https://a" + "b" * 300 + ".example",
    ]
    assert len(wrong) >= 120
    for address in wrong:
        with pytest.raises(CharterError):
            services.safe_url(address)
    for address in ("https://la-mie.example", "https://www.la-mie.example/buches?jour=jeudi#haut"):
        assert services.safe_url(address) == address


@pytest.mark.django_db
def test_the_database_refuses_another_address():
    campaign = priced(SlotFactory(), 1)
    with pytest.raises(IntegrityError):
        Campaign.objects.filter(pk=campaign.pk).update(landing_url="http://la-mie.example")
