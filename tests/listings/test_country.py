"""Words looked for in the whole country: the two ways to read them give what one plain question would, to each reader (S2)."""

import random
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Value
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from home.belonging import belonging_now
from home.services import appoint_curator
from listings import country, limits, search
from listings.filters import CountryFilter, narrowed_further
from listings.models import ListingPage
from listings.querysets import country as reads
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.listings import GiveawayFactory, HelpFactory, ResponseFactory

pytestmark = pytest.mark.django_db

STATES = [
    *[{"state": "open"}] * 8,
    {"state": "paused"},
    {"state": "held"},
    {"state": "draft"},
    {"state": "closed", "closed_reason": "removed"},
]
AUDIENCES = ["public", "public", "public", "neighbourhood", "partners"]
#: « lit » stands in all, « bleu » in a third, « sarbacane » in few; the pair « rouge vert » is rare though each is common.
QUERIES = [
    "q=lit",
    "q=bleu",
    "q=sarbacane",
    "q=rouge+vert",
    "q=bleu&kind=help",
    "q=lit&kind=help&kind=giveaway&direction=request",
    "q=zeppelin",
    "q=le",
]


def spoken(number):
    words = ["lit", *(["bleu"] if number % 3 == 0 else []), *(["sarbacane"] if number % 11 == 0 else [])]
    return " ".join([*words, *(["rouge"] if number % 2 else ["vert"]), *(["rouge", "vert"] if number % 17 == 0 else [])])


@pytest.fixture
def world():
    """Three places, two of them partners, 45 listings of two kinds at fifteen moments; readers of every sort."""
    chance = random.Random(8)
    here, beside, beyond = places = [NeighbourhoodPageFactory() for _ in range(3)]
    here.partners.add(beside)
    people = {"nobody yet": UserFactory(), "operator": UserFactory(is_superuser=True), "closed": UserFactory(is_active=False)}
    for number, place in enumerate((here, beside)):
        people[f"resident {number}"] = MembershipFactory(neighbourhood=place).user
        people[f"left {number}"] = MembershipFactory(neighbourhood=place, state="left").user
    people["curator"] = MembershipFactory(neighbourhood=beyond).user
    appoint_curator(place=beside, user=people["curator"])
    everybody, now = list(people.values()), timezone.now()
    for number in range(45):
        factory, shape = chance.choice([GiveawayFactory, GiveawayFactory, HelpFactory]), chance.choice(STATES)
        given = {"direction": chance.choice(["offer", "request"]), "audience": chance.choice(AUDIENCES), **shape}
        moment = now - timedelta(hours=chance.randrange(15))
        author = chance.choice([*everybody, None])
        listing = factory(neighbourhood=chance.choice(places), author=author, title=spoken(number), published_at=moment, body="", **given)
        for person in chance.sample(everybody, 1):
            if person != author:
                ResponseFactory(listing=listing, resident=person, state=chance.choice(["asked", "accepted", "declined"]))
    return {"visitor": AnonymousUser(), **people}


def plainly(user, filters):
    """Return moment and number of all that one plain question finds."""
    asked = filters.question()
    found = narrowed_further(ListingPage.objects.visible_to(user).open().filter(search_vector=search.words(asked["words"])), asked)
    return list(found.newest_first().values_list("published_at", "pk"))


def page_by_page(user, filters, count):
    """Return the same as `find` gives it, page by page; which ways were gone; and what was said of the number."""
    reader, after, keys, ways, first = belonging_now(user), None, [], set(), None
    while True:
        found = country.find(filters.question(), reader, count + 1, after=after)
        first = first or found
        ways.add(found.is_all)
        keys += found.keys[:count]
        if len(found.keys) <= count:
            return keys, ways, first
        after = keys[-1]


@pytest.fixture
def windows(monkeypatch):
    """Read so many of the newest before the index of words is asked."""

    def read(count):
        monkeypatch.setattr(limits, "COUNTRY_WINDOW", count)
        country._newest.cache_clear()

    yield read
    country._newest.cache_clear()


def test_both_ways_find_what_one_plain_question_finds_in_its_order(world, windows):
    """S2, SEC-05: common, rare, rare together, by kind; to every reader; on both sides of the threshold; pages without gap or double."""
    gone, seen = set(), set()
    plain = {(name, query): plainly(user, CountryFilter(QueryDict(query))) for name, user in world.items() for query in QUERIES}
    for window in (2, 20, 5000):
        windows(window)
        for (name, query), wanted in plain.items():
            keys, ways, first = page_by_page(world[name], CountryFilter(QueryDict(query)), 7)
            assert keys == wanted, (window, name, query)
            assert first.count == len(wanted) if first.is_all else 7 < first.count <= len(wanted), (window, name, query)
            gone |= {(window, is_all) for is_all in ways}
            seen.add(len(wanted))
    assert {(2, True), (20, True), (20, False), (5000, True), (5000, False)} <= gone  # each side of the threshold was walked
    assert len(seen) > 8, seen  # readers and questions differ, so that sameness means something


def test_a_word_seen_among_the_newest_is_looked_for_on_the_days_that_hold_enough_of_it(neighbourhood, windows):
    """S2: a word often seen is read on some days only; one seen too seldom to tell, everywhere; and the index of words knows the days."""
    windows(6)
    now = timezone.now()
    for ago in range(24):
        title = "lit bleu" if ago % 2 else "lit" if ago != 4 else "lit sarbacane"
        GiveawayFactory(neighbourhood=neighbourhood, audience="public", title=title, body="", published_at=now - timedelta(minutes=5 * ago))
    wanted = {word: plainly(AnonymousUser(), CountryFilter(QueryDict(f"q={word}"))) for word in ("bleu", "sarbacane")}
    asked = {}
    for word in wanted:
        with CaptureQueriesContext(connection) as queries:
            found = country.find({"words": word}, None, 4)
        assert found.keys == wanted[word][:4]
        asked[word] = [(found.is_all, "::date[]" in query["sql"]) for query in queries]
    assert len(wanted["bleu"]) == 12
    assert asked == {"bleu": [(False, False), (False, True)], "sarbacane": [(True, False), (True, False)]}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    of_today = reads.by_words(reads.of_days(ListingPage.objects.all(), Value([now.date()], output_field=search.Day.output_field)), "bleu")
    plan = of_today.order_by().values("pk").explain()
    scan = plan[plan.index("Bitmap Index Scan on listing_words") :]
    assert "@@" in scan
    assert "&&" in scan


def test_what_was_not_counted_to_the_end_is_more_than_a_round_number():
    told = [
        country.Found([], count, is_all=is_all).told
        for count, is_all in ((0, True), (1000, True), (1001, True), (21, False), (68, False), (101, False))
    ]
    assert told == [(0, True), (1000, True), (1000, False), (20, False), (60, False), (100, False)]


def test_the_newest_are_read_along_an_index_and_the_words_by_theirs(neighbourhood):
    """S2: of the country as a kept statement reads it, with the index of a kind where one is asked for; a member's own part reads no other place."""
    resident = MembershipFactory(neighbourhood=neighbourhood).user
    for _ in range(3):
        GiveawayFactory(neighbourhood=neighbourhood, author=resident, audience="public")
    question = {"words": "lit"}
    with CaptureQueriesContext(connection) as asked:
        country.find(question, belonging_now(resident), 3)
        country.find({**question, "kinds": ["giveaway"]}, None, 3)
        country.find({"words": "zeppelin"}, None, 3)
        country.find({"words": "zeppelin", "kinds": ["giveaway", "help"]}, None, 3)
    statements = [query["sql"] for query in asked if "search_vector" in query["sql"]]
    kept = [sql for sql in statements if "ts_match_vq" in sql and "OFFSET 2500" in sql]
    assert len(kept) == 4
    assert "@@ (websearch_to_tsquery('french'::regconfig, 'zeppelin'))" in statements[-1], "with kinds, how common the words are is known"
    assert all("\"state\" = ('open')" in sql and "\"audience\" = ('public')" in sql for sql in kept), (
        "a partial index is proved by words, not by values"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    stretch = reads.among_the_newest(reads.open_to_everybody(), 2)
    assert reads.keys(reads.reading_words(stretch, "lit")).explain().count("using listing_recent ") == 2
    of_kind = reads.among_the_newest(reads.open_to_everybody("giveaway"), 2)
    assert reads.keys(reads.reading_words(of_kind, "lit")).explain().count("using listing_recent_of_kind ") == 2
