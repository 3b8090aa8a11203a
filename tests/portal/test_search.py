"""A page is found whatever its accents, its plural or its apostrophes (dependencies: search in French)."""

from wagtail.models import Page

import pytest

from home.models import InfoPage
from tests.factories.home import NeighbourhoodPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_run")]


@pytest.fixture
def pages():
    place = NeighbourhoodPageFactory(title="Quartier")
    titles = ["L’école Émile Zola", "Fête de l’été", "Portes fermées à Noël", "Une sœur d’Œufs"]
    return [place.add_child(instance=InfoPage(title=title)) for title in titles]


def found(words, **options):
    return {page.title for page in Page.objects.search(words, **options)}


@pytest.mark.parametrize(
    ("words", "title"),
    [
        *((words, "L’école Émile Zola") for words in ("école", "ecole", "ECOLE", "l'école", "l’ecole", "emile zola", "écoles")),
        *((words, "Fête de l’été") for words in ("été", "ete", "fete")),
        *((words, "Portes fermées à Noël") for words in ("noel", "Noël", "fermer", "fermee", "fermées", "porte fermée")),
        *((words, "Une sœur d’Œufs") for words in ("soeur", "oeuf", "œufs")),
    ],
)
def test_a_page_is_found_by_its_words_in_any_spelling(pages, words, title):
    assert found(words) == {title}


def test_a_page_is_completed_from_the_beginning_of_a_word(pages):
    assert {page.title for page in Page.objects.autocomplete("ecol")} == {"L’école Émile Zola"}
    assert {page.title for page in Page.objects.autocomplete("éco")} == {"L’école Émile Zola"}


def test_several_words_are_all_wanted_or_any(pages):
    assert found("ecole noel", operator="and") == set()
    assert found("ecole noel", operator="or") == {"L’école Émile Zola", "Portes fermées à Noël"}


@pytest.mark.parametrize("words", ["'", "&|!:*()", "a'b", "<script>", "\\"])
def test_odd_signs_are_harmless(pages, words):
    assert found(words) <= {page.title for page in pages}
