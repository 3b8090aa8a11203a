"""What may suit people: found once, told once, only between people who may answer each other, and rings that stand or fall together."""

from datetime import time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from listings import jobs, limits, rings, services
from listings.errors import NotAllowedError, NothingLeftError, WrongStateError
from listings.models import ExchangePage, Match, Response
from notifications.models import Delivery, Notification
from notifications.services import set_preference
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.listings import (
    ChildcareFactory,
    ExchangeFactory,
    GiveawayFactory,
    HelpFactory,
    RideFactory,
    SitterFactory,
    index_of,
)
from tests.listings.test_concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def told(person):
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def in_days(count):
    return timezone.localdate() + timedelta(days=count)


TUESDAY = [None, time(7, 30), None, None, None, None, None]
#: A factory, what is looked for, an offer that meets it, and one that only looks like it.
CASES = {
    "giveaway": (
        GiveawayFactory,
        {"title": "Je cherche un vélo pour enfant", "category": "sport"},
        {"title": "Vélos d’enfants", "category": "sport"},
        {"title": "Vélo d’appartement pour poupée, siège enfant", "category": "children"},
    ),
    "a hand": (
        HelpFactory,
        {"form": "hand", "skill": "garden", "title": "Tailler une haie"},
        {"form": "hand", "skill": "garden", "title": "Deux bras au jardin"},
        {"form": "hand", "skill": "papers", "title": "Tailler une haie de papiers"},
    ),
    "a loan": (
        HelpFactory,
        {"title": "Qui me prête une échelle ?"},
        {"title": "Échelle de quatre mètres"},
        {"title": "Perceuse"},
    ),
    "carpool": (
        RideFactory,
        {"destination": "Rennes, hôpital", "first_day": in_days(6), "leaves_at": time(8)},
        {"destination": "La gare de Rennes", "first_day": in_days(6), "leaves_at": time(7, 5)},
        {"destination": "Saint-Malo, hôpital", "first_day": in_days(6), "leaves_at": time(8)},
    ),
    "carpool by the week": (
        RideFactory,
        {"destination": "Rennes", "leaves_at": None, "out_times": TUESDAY},
        {"destination": "Rennes", "leaves_at": None, "out_times": [time(7)] * 7},
        {"destination": "Rennes", "leaves_at": None, "out_times": [time(7), None, *[time(7)] * 5]},
    ),
    "childcare": (
        ChildcareFactory,
        {"first_day": in_days(6), "starts": time(18, 30), "ends": time(22)},
        {"ages": ["3-5", "6-10"], "children": 2, "grid": [f"{day}-eve" for day in range(7)]},
        {"ages": ["3-5", "6-10"], "children": 2, "grid": [f"{day}-am" for day in range(7)]},
    ),
    "hours": (
        ExchangeFactory,
        {"mode": "time", "wants": ["Cours d’anglais"]},
        {"mode": "time", "gives": ["anglais"]},
        {"mode": "swap", "gives": ["anglais"], "wants": ["jardin"]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_request_meets_a_new_offer_once_whichever_comes_first(neighbourhood, case):
    """Issue 4, matching: of the same kind, told to both once, however often the job runs; what only looks alike is not told."""
    make, wanted, offered, alike = CASES[case]
    offer_factory = SitterFactory if case == "childcare" else make
    other = offer_factory(neighbourhood=neighbourhood, direction="offer", **alike)
    jobs.propose_matches()
    request = make(neighbourhood=neighbourhood, direction="request", **wanted)
    assert jobs.propose_matches() == 0
    offer = offer_factory(neighbourhood=neighbourhood, direction="offer", **offered)
    assert [jobs.propose_matches() for _ in range(3)] == [1, 0, 0]
    assert (told(request.author), told(offer.author), told(other.author)) == (["match-found"], ["match-found"], [])
    services.edit_listing(listing=request, by=request.author, fields={"body": "<p>Toujours.</p>"})
    assert jobs.propose_matches() == 0, "known already"


def test_only_people_who_may_answer_each_other_hear_of_it(client, neighbourhood, other_neighbourhood):
    """Domain §4.1, audience: a partner place where both asked the partners; never another place, a held or a paused listing."""
    far = NeighbourhoodPageFactory()
    neighbourhood.partners.add(other_neighbourhood)
    give = {"mode": "time", "gives": ["couture"]}
    ask = {"mode": "time", "direction": "request", "wants": ["couture"]}
    open_to_partners = ExchangeFactory(neighbourhood=other_neighbourhood, audience="partners", **give)
    ExchangeFactory(neighbourhood=other_neighbourhood, audience="neighbourhood", **give)
    ExchangeFactory(neighbourhood=far, audience="public", **give)
    ExchangeFactory(neighbourhood=neighbourhood, state="held", **give)
    ExchangeFactory(neighbourhood=neighbourhood, state="paused", **give)
    inward = ExchangeFactory(neighbourhood=neighbourhood, audience="neighbourhood", **ask)
    jobs.propose_matches()
    assert told(inward.author) == []
    outward = ExchangeFactory(neighbourhood=neighbourhood, audience="partners", **ask)
    jobs.propose_matches()
    assert (told(outward.author), told(open_to_partners.author)) == (["match-found"], ["match-found"])
    address = reverse("listings:suits")
    client.force_login(outward.author)
    assert open_to_partners.title in client.get(address).content.decode()
    services.pause_listing(listing=open_to_partners, by=open_to_partners.author)
    assert open_to_partners.title not in client.get(address).content.decode(), "not on offer any more"
    services.resume_listing(listing=open_to_partners, by=open_to_partners.author)
    neighbourhood.partners.remove(other_neighbourhood)
    assert open_to_partners.title not in client.get(address).content.decode(), "not to be read any more"


def test_who_wants_no_such_message_gets_none_but_finds_it_on_the_page(client, neighbourhood, resident):
    set_preference(user=resident, kind="match-found", channel="in_app", enabled=False)
    GiveawayFactory(neighbourhood=neighbourhood, author=resident, direction="request", title="Une lampe", category="electronics")
    lamp = GiveawayFactory(neighbourhood=neighbourhood, title="Lampe de salon", category="electronics")
    jobs.propose_matches()
    assert not Notification.objects.filter(user=resident, listed=True).exists()
    assert not Delivery.objects.filter(user=resident).exists()
    client.force_login(resident)
    address = reverse("listings:suits")
    assert lamp.title in client.get(address).content.decode()
    client.post(reverse("listings:match", args=[Match.objects.get().public_id]), {"do": "decline"})
    assert lamp.title not in client.get(address).content.decode()


def ring_of(neighbourhood, *skills):
    """Each gives its skill and looks for that of the one before."""
    return [ExchangeFactory(neighbourhood=neighbourhood, gives=[skill], wants=[skills[number - 1]]) for number, skill in enumerate(skills)]


@pytest.mark.parametrize("skills", [("couture", "vélo"), ("couture", "anglais", "vélo")], ids=["two", "three"])
def test_a_ring_stands_when_all_say_yes_and_ends_when_all_have_received(client, neighbourhood, skills):
    """Domain §4.2: 2- and 3-way exchanges; with plain forms; every listing closes with the last leg."""
    listings = ring_of(neighbourhood, *skills)
    people = [listing.author for listing in listings]
    assert [jobs.propose_matches() for _ in range(2)] == [1, 0]
    match = Match.objects.get()
    address = reverse("listings:match", args=[match.public_id])
    for person in people:
        assert told(person) == ["ring-found"]
        client.force_login(person)
        assert address in client.get(reverse("listings:suits")).content.decode()
        assert not Response.objects.exists()
        client.post(address, {"do": "agree"})
    match.refresh_from_db()
    assert match.state == "agreed"
    legs = [answer.legs.get() for answer in Response.objects.order_by("listing")]
    count = len(people)
    assert [(leg.giver, leg.receiver) for leg in legs] == [(people[n], people[(n + 1) % count]) for n in range(count)]
    assert [leg.what for leg in legs] == list(skills)
    for leg in legs:
        assert set(ExchangePage.objects.values_list("state", flat=True)) == {"open"}
        services.say_received(leg=leg, by=leg.receiver)
    assert set(ExchangePage.objects.values_list("state", "closed_reason")) == {("closed", "done")}
    assert set(Response.objects.values_list("state", flat=True)) == {"done"}


def test_a_ring_falls_for_all_when_one_leaves_and_what_was_received_stays(neighbourhood):
    """FLT-10: told once; the others' listings are on offer again."""
    listings = ring_of(neighbourhood, "couture", "anglais", "vélo")
    jobs.propose_matches()
    match = Match.objects.get()
    for listing in listings:
        services.agree_to_ring(match=match, by=listing.author)
    first, second, third = Response.objects.order_by("listing")
    services.say_received(leg=first.legs.get(), by=first.resident)
    with pytest.raises(WrongStateError):
        services.cancel_response(response=second, by=first.resident)  # who has received still owes
    services.withdraw_response(response=second, by=second.resident)
    jobs.propose_matches()
    assert services.unravel_ring(match=match) is False
    assert list(Response.objects.order_by("listing").values_list("state", flat=True)) == ["done", "withdrawn", "cancelled"]
    assert [listing.responses.taken() for listing in listings] == [1, 0, 0]
    ended = Notification.objects.filter(user=third.resident, kind="response-ended").order_by("pk")
    assert [notice.data["response"] for notice in ended] == [str(first.public_id), str(third.public_id)]


def test_a_ring_cannot_be_agreed_by_strangers_after_a_no_or_when_one_is_promised(client, neighbourhood, resident):
    two = ring_of(neighbourhood, "couture", "vélo")
    jobs.propose_matches()
    match = Match.objects.get()
    with pytest.raises(NotAllowedError):
        services.agree_to_ring(match=match, by=resident)
    client.force_login(resident)
    assert client.post(reverse("listings:match", args=[match.public_id]), {"do": "agree"}).status_code == 404
    services.agree_to_ring(match=match, by=two[0].author)
    answer = services.respond(listing=two[1], by=resident)
    services.accept_response(response=answer, by=two[1].author)
    with pytest.raises(NothingLeftError):
        services.agree_to_ring(match=match, by=two[1].author)
    services.withdraw_response(response=answer, by=resident)
    services.decline_match(match=match, by=two[1].author)
    with pytest.raises(WrongStateError):
        services.agree_to_ring(match=match, by=two[1].author)


def test_rings_are_the_same_whoever_looks_and_the_work_has_an_end(neighbourhood, monkeypatch):
    """Deterministic and bounded: three at most, forty looked at on each side, one name per ring."""
    home = index_of(neighbourhood)
    pages = [
        ExchangePage(
            pk=number, author_id=number, gives=[f"savoir {chr(97 + number % 5) * 3}"], wants=[f"savoir {chr(97 + (number + 1) % 5) * 3}"]
        )
        for number in range(1, 400)
    ]
    asked = []
    meeting = ExchangePage.first_given_by
    monkeypatch.setattr(ExchangePage, "first_given_by", lambda self, other: asked.append(1) or meeting(self, other))
    assert rings.rings_through(pages[0], pages[1:], lambda _one, _two: True) == []
    assert len(asked) <= 2 * len(pages) + limits.RING_BRANCHES**2
    three = [
        ExchangePage(pk=pk, author_id=pk, gives=[give], wants=[want])
        for pk, give, want in ((7, "chant", "pain"), (3, "pain", "bois"), (5, "bois", "chant"))
    ]
    found = {
        tuple(page.pk for page in rings.turned(ring))
        for start in range(3)
        for ring in rings.rings_through(three[start], three[:start] + three[start + 1 :], lambda _one, _two: True)
    }
    assert found == {(3, 7, 5)}
    assert home


def test_the_page_asks_the_same_number_of_questions_for_one_find_and_for_many(client, neighbourhood, resident):
    """TST-03."""
    client.force_login(resident)

    def questions(count):
        for number in range(count):
            wish = {"direction": "request", "title": f"Lampe {number}", "category": "electronics", "author": resident}
            GiveawayFactory(neighbourhood=neighbourhood, **wish)
            GiveawayFactory(neighbourhood=neighbourhood, title=f"Lampe {number}", category="electronics")
            ring_of(neighbourhood, f"chose {number} xx", f"autre {number} yy")
            ExchangePage.objects.filter(gives=[f"chose {number} xx"]).update(author=resident)
        jobs.propose_matches()
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("listings:suits")).content.decode()
        return len(captured), page.count("/annonces/pour-vous/")

    client.get(reverse("listings:suits"))
    few, shown = questions(1)
    many, more = questions(4)
    assert (few, more > shown) == (many, True)
    assert many <= 16


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_tell_each_find_once():
    """FLT-10: eight looks at once from every side; each pair and each ring is stored and told once."""
    neighbourhood = NeighbourhoodPageFactory()
    listings = ring_of(neighbourhood, "couture", "anglais", "vélo")
    pairs = [ExchangeFactory(neighbourhood=neighbourhood, mode="time", gives=["pain"]) for _ in range(2)]
    pairs += [ExchangeFactory(neighbourhood=neighbourhood, mode="time", direction="request", wants=["pain"]) for _ in range(2)]
    outcomes = at_once([jobs.propose_matches] * 8, threads=8)
    assert sum(outcomes) == 5, outcomes
    assert Match.objects.count() == 5
    assert [told(listing.author) for listing in listings] == [["ring-found"]] * 3
    assert [len(told(listing.author)) for listing in pairs] == [2] * 4
    match = Match.objects.get(is_ring=True)
    agreed = at_once(
        [lambda listing=listing: services.agree_to_ring(match=match, by=listing.author) for listing in listings] * 2, threads=6
    )
    assert not [outcome for outcome in agreed if isinstance(outcome, Exception)]
    assert Response.objects.filter(state="accepted").count() == 3
    assert Notification.objects.filter(kind="ring-agreed").count() == 3
