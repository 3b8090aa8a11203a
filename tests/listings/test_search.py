"""Searching listings in French, as people type."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

import pytest

from listings import cards, search
from listings.models import ListingPage
from tests.factories.listings import GiveawayFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Été", "ete"), ("L’école", "l ecole"), ("ŒUFS", "oeufs"), ("  a\0b ", "a b"), ("Garçon", "garcon"), ("e\u0301te\u0301", "ete")],
)
def test_folding_forgets_case_accents_and_apostrophes(typed, folded):
    assert search.fold(typed) == folded


@pytest.mark.parametrize(
    "typed", ["vélo d'été", "velo d’ete", "VÉLOS", "vélo ete", '"vélo d’été"', "ecole", "l’école", "d'école", "sonnettes"]
)
def test_words_are_found_whatever_their_accents_case_or_number(neighbourhood, typed):
    """SRCH: « été » = « ete », « l'école » = « école », singular = plural, title = text."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, title="Vélo d’été", body="<p>Pour aller à l’école, avec <b>sonnette</b>.</p>")
    GiveawayFactory(neighbourhood=neighbourhood, title="Armoire normande", body="")
    assert list(ListingPage.objects.matching(typed, [neighbourhood.pk]).values_list("pk", flat=True)) == [listing.pk]


@pytest.mark.parametrize("typed", ["trottinette", "vélo -sonnette", "strong", "<p>", "place1 & 'x", ":*", "((", "le la"])
def test_other_words_find_nothing_and_no_input_breaks(neighbourhood, typed):
    GiveawayFactory(neighbourhood=neighbourhood, title="Vélo d’été", body="<p>Avec sonnette.</p>")
    assert not ListingPage.objects.matching(typed, [neighbourhood.pk]).exists()


def test_a_search_stays_in_its_places(neighbourhood, other_neighbourhood):
    here, there = (GiveawayFactory(neighbourhood=place, title="Vélo").pk for place in (neighbourhood, other_neighbourhood))
    found = ListingPage.objects.matching("vélo", [neighbourhood.pk]).values_list("pk", flat=True)
    both = ListingPage.objects.matching("vélo", [neighbourhood.pk, other_neighbourhood.pk]).values_list("pk", flat=True)
    assert list(found) == [here]
    assert set(both) == {here, there}


def test_a_changed_text_is_found_by_its_new_words_only(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, title="Vélo")
    listing.title = "Trottinette"
    listing.save()
    assert not ListingPage.objects.matching("vélo", [neighbourhood.pk]).exists()
    assert ListingPage.objects.matching("trottinette", [neighbourhood.pk]).exists()


def test_one_index_answers_word_and_place_together(neighbourhood):
    """S1: the GIN index holds the place as a word, so both conditions stand in its scan."""
    GiveawayFactory(neighbourhood=neighbourhood)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection):
        plan = ListingPage.objects.matching("pin", [neighbourhood.pk]).order_by().values("pk").explain()
    scan = plan[plan.index("Bitmap Index Scan on listing_words") :]
    assert "@@" in scan
    assert scan.count("search_vector @@") == 2


def test_the_same_index_answers_words_and_several_places(neighbourhood, other_neighbourhood):
    """S1: only what holds the words is read, not all that the places hold."""
    GiveawayFactory(neighbourhood=neighbourhood)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = ListingPage.objects.matching("pin", [neighbourhood.pk, other_neighbourhood.pk]).order_by().values("pk").explain()
    scan = plan[plan.index("Bitmap Index Scan on listing_words") :]
    assert "@@" in scan
    assert "&&" in scan


def test_a_row_for_a_card_says_what_its_listing_says(neighbourhood, other_neighbourhood):
    """S1: page and author are looked up after the limit instead of joined, and are the same."""
    gone = GiveawayFactory(neighbourhood=neighbourhood)
    gone.author = None
    gone.save()
    GiveawayFactory(neighbourhood=neighbourhood)
    GiveawayFactory(neighbourhood=other_neighbourhood)
    joined = ListingPage.objects.for_cards().newest_first()
    plain = ("kind", "direction", "title", "url_path", "summary", "summary_en", "street", "published_at")
    told = [
        (*(getattr(card, name) for name in plain), card.author.pseudonym if card.author else None, card.author_method) for card in joined
    ]
    assert list(ListingPage.objects.newest_first().as_cards(timezone.now())) == told
    assert len({row[-2:] for row in told}) == 3
    assert (None, None) in {row[-2:] for row in told}


def test_a_card_speaks_the_language_of_its_reader(neighbourhood):
    GiveawayFactory(neighbourhood=neighbourhood, quantity=3)
    (row,) = ListingPage.objects.as_cards(timezone.now())
    with translation.override("fr"):
        assert "3 exemplaires" in cards.card(cards.Row(*row))
    with translation.override("en"):
        assert "3 pieces" in cards.card(cards.Row(*row))
    ListingPage.objects.update(summary_en="")
    (row,) = ListingPage.objects.as_cards(timezone.now())
    with translation.override("en"):
        assert "3 exemplaires" in cards.card(cards.Row(*row)), "written before lines were kept in English"
