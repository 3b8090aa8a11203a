"""A search that tells of new listings: each once, only what its owner may see, stopped in one tap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from listings import jobs, limits, services
from listings.errors import ListingError
from listings.models import SavedSearch, SearchHit
from notifications import kinds
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, index_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def keep(user, neighbourhood, query, pace="once"):
    return services.save_search(user=user, neighbourhood=neighbourhood, query=QueryDict(query), pace=pace)


def told(user):
    return [row.data["listings"] for row in Notification.objects.filter(kind="search-found", user=user).order_by("pk")]


def test_a_search_is_kept_from_the_list_and_stopped_in_one_tap(client, neighbourhood, resident):
    """Both with plain forms. What is kept is the question, not where its owner lives."""
    client.force_login(resident)
    query = "?q=lit&kind=giveaway&near=home&within=500&view=map&unknown=1"
    answer = client.post(reverse("listings:search-save"), {"place": neighbourhood.pk, "query": query, "pace": "once"}, follow=True)
    assert answer.status_code == 200
    kept = SavedSearch.objects.get()
    assert (kept.query, kept.pace) == ("q=lit&kind=giveaway", "once")
    GiveawayFactory(neighbourhood=neighbourhood, title="Lit en pin")
    jobs.tell_searches()
    page = client.get(reverse("listings:search", args=[kept.public_id]))
    assert "Lit en pin" in page.content.decode()
    client.post(reverse("listings:search-change", args=[kept.public_id]), {"do": "day"})
    kept.refresh_from_db()
    assert kept.pace == "day"
    client.post(reverse("listings:search-change", args=[kept.public_id]), {"do": "stop"})
    assert not SavedSearch.objects.exists()
    assert kinds.build("search-found", {"search": str(kept.public_id), "listings": []}) is None, "an old message says nothing"


def test_each_listing_is_told_once_whatever_becomes_of_it(neighbourhood, resident):
    search = keep(resident, neighbourhood, "q=lit")
    GiveawayFactory(neighbourhood=neighbourhood, title="Vélo")
    GiveawayFactory(neighbourhood=neighbourhood, title="Lit à moi", author=resident)
    old = GiveawayFactory(neighbourhood=neighbourhood, title="Vieux lit", published_at=timezone.now() - timedelta(days=3))
    bed = GiveawayFactory(neighbourhood=neighbourhood, title="Lit en pin")
    assert [jobs.tell_searches() for _ in range(3)] == [1, 0, 0]
    services.pause_listing(listing=bed, by=bed.author)
    services.resume_listing(listing=bed, by=bed.author)
    services.renew_listing(listing=bed, by=bed.author)
    jobs.tell_searches()
    assert told(resident) == [[str(bed.public_id)]]
    assert str(old.public_id) not in str(told(resident))
    later = GiveawayFactory(neighbourhood=neighbourhood, title="Lit de camp")
    SavedSearch.objects.filter(pk=search.pk).update(looked_at=timezone.now() + timedelta(minutes=2))
    assert jobs.tell_searches() == 1, "what was committed late is found by looking back a little"
    assert told(resident)[-1] == [str(later.public_id)]


def test_only_what_its_owner_may_see_is_told(neighbourhood, other_neighbourhood, resident, outsider):
    """VER-12: visible_to at the moment of telling, and again when the message is read."""
    neighbourhood.partners.add(other_neighbourhood)
    keep(outsider, neighbourhood, "q=lit")
    keep(resident, neighbourhood, "q=lit&scope=partners")
    GiveawayFactory(neighbourhood=neighbourhood, title="Lit des voisins")
    shared = GiveawayFactory(neighbourhood=neighbourhood, title="Lit partagé", audience="partners")
    beside = GiveawayFactory(neighbourhood=other_neighbourhood, title="Lit d’à côté", audience="partners")
    jobs.tell_searches()
    assert told(outsider) == [[str(shared.public_id)]]
    assert str(beside.public_id) in told(resident)[0]
    message = Notification.objects.get(user=outsider)
    assert "Lit partagé" in kinds.build(message.kind, message.data).body
    services.edit_listing(listing=shared, by=shared.author, fields={"audience": "neighbourhood"})
    assert "Lit partagé" not in kinds.build(message.kind, message.data).body


def test_a_daily_search_is_told_in_the_morning_once(neighbourhood, resident):
    keep(resident, neighbourhood, "", pace="day")
    GiveawayFactory(neighbourhood=neighbourhood)
    GiveawayFactory(neighbourhood=neighbourhood)
    today = timezone.localtime().replace(hour=7, minute=59) + timedelta(days=1)
    counts = [services.tell_searches(now=today + timedelta(minutes=minutes)) for minutes in (0, 2, 30, 24 * 60)]
    assert counts == [0, 1, 0, 0]
    assert [len(ids) for ids in told(resident)] == [2]


def test_nobody_keeps_more_searches_than_they_can_read(neighbourhood, resident):
    for number in range(limits.SAVED_SEARCHES):
        keep(resident, neighbourhood, f"q={number}")
    keep(resident, neighbourhood, "q=1", pace="day")
    with pytest.raises(ListingError):
        keep(resident, neighbourhood, "q=encore")
    assert SavedSearch.objects.count() == limits.SAVED_SEARCHES


def test_a_list_of_searches_asks_the_same_for_one_and_for_twenty(client, neighbourhood, resident):
    client.force_login(resident)
    address = reverse("listings:searches")
    counts = []
    for number in range(limits.SAVED_SEARCHES):
        keep(resident, neighbourhood, f"q={number}&kind=giveaway")
        if number in {0, limits.SAVED_SEARCHES - 1}:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_a_search_is_its_owners_alone(neighbourhood, resident):
    search = keep(resident, neighbourhood, "q=lit")
    other = Client()
    other.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
    for name, method in (("search", "get"), ("search-change", "post")):
        assert getattr(other, method)(reverse(f"listings:{name}", args=[search.public_id]), {"do": "stop"}).status_code == 404
    assert SavedSearch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_tell_of_a_listing_once(neighbourhood, resident):
    """FLT-10: the job is safe to run many times at once."""
    keep(resident, neighbourhood, "")
    GiveawayFactory(neighbourhood=neighbourhood)

    def run(_number):
        try:
            return jobs.tell_searches()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(run, range(8))) == 1
    assert (SearchHit.objects.count(), len(told(resident))) == (1, 1)
