"""The pages of places: what they show to whom, and that they cost the same whatever the number of rows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Page

import pytest

from home.models import InfoPage, Membership, NeighbourhoodPage, NewsIndexPage, NewsPage
from home.models.addresses import page_at
from home.services import appoint_curator, create_neighbourhood, create_town, set_boundary
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory, home_page

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[-2.05, 48.45], [-2.04, 48.45], [-2.04, 48.46], [-2.05, 48.46], [-2.05, 48.45]]]}


@pytest.fixture
def dinan():
    home_page()
    return create_town(title="Dinan", code="22050", contact_phone="02 96 87 40 00")


@pytest.fixture
def jerzual(dinan):
    place = create_neighbourhood(town=dinan, title="Port et Jerzual", motto="Entre rivière et remparts", geometry=SQUARE)
    return NeighbourhoodPage.objects.get(pk=place.pk)


def add_news(place, number=1):
    index = NewsIndexPage.objects.child_of(place).get()
    for count in range(number):
        index.refresh_from_db()
        index.add_child(instance=NewsPage(title=f"Travaux {count}", summary="Stationnement déplacé."))
    return index


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in captured]


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_front_door_leads_to_the_towns_that_are_open(client, jerzual):
    create_town(title="Ville vide", code="22999")
    text = read(client, "/")
    assert 'href="/dinan/"' in text
    assert 'href="/dinan/port-et-jerzual/"' in text
    assert "Ville vide" not in text


def test_a_town_shows_its_neighbourhoods_on_a_map_and_in_a_list(client, jerzual, dinan):
    create_neighbourhood(town=dinan, title="Projet", state="gathering")
    create_neighbourhood(town=dinan, title="Secret", state="proposed", live=False)
    text = read(client, "/dinan/")
    assert text.count('href="/dinan/port-et-jerzual/"') == 2
    assert "02 96 87 40 00" in text
    assert "Projet" not in text.partition('id="gathering"')[0]
    assert text.count('href="/dinan/projet/"') == 1
    assert "Secret" not in text


def test_a_visitor_is_asked_to_join_and_a_resident_is_at_home(client, jerzual):
    assert f"/verification/rejoindre/{jerzual.pk}/" in read(client, "/dinan/port-et-jerzual/")
    resident = MembershipFactory(neighbourhood=jerzual).user
    client.force_login(resident)
    text = read(client, "/dinan/port-et-jerzual/")
    assert "/verification/rejoindre/" not in text
    assert resident.pseudonym in text


def test_a_small_number_of_residents_is_not_told(client, jerzual):
    """PRV-04."""
    MembershipFactory.create_batch(4, neighbourhood=jerzual)
    MembershipFactory(neighbourhood=jerzual, state=Membership.State.LEFT)
    text = read(client, "/dinan/port-et-jerzual/")
    assert "<b>4 " not in text
    MembershipFactory(neighbourhood=jerzual)
    assert "<b>5 " in read(client, "/dinan/port-et-jerzual/")


@pytest.mark.parametrize("state", ["proposed", "gathering", "review", "lapsed", "archived"])
def test_a_neighbourhood_that_is_not_open_shows_no_sections(client, jerzual, state):
    add_news(jerzual)
    assert "Travaux 0" in read(client, "/dinan/port-et-jerzual/")
    NeighbourhoodPage.objects.filter(pk=jerzual.pk).update(state=state)
    assert "Travaux 0" not in read(client, "/dinan/port-et-jerzual/")


def test_news_of_the_place_and_of_its_town_stand_on_the_page(client, jerzual, dinan):
    add_news(jerzual)
    dinan.refresh_from_db()
    dinan.add_child(instance=NewsIndexPage(title="Nouvelles de Dinan"))
    index = NewsIndexPage.objects.child_of(dinan).get()
    index.add_child(instance=NewsPage(title="Marché déplacé", summary="Place du Champ."))
    text = read(client, "/dinan/port-et-jerzual/")
    assert 'href="/dinan/nouvelles-de-dinan/marche-deplace/"' in text
    assert "Travaux 0" in text
    assert "Marché déplacé" in read(client, "/dinan/")
    assert "Travaux 0" not in read(client, "/dinan/")


def test_the_list_of_news_and_an_item_are_read_in_place(client, jerzual):
    index = add_news(jerzual)
    url = index.get_url()
    assert "Travaux 0" in read(client, url)
    text = read(client, f"{url}travaux-0/")
    assert "Stationnement déplacé." in text
    assert f'href="{url}"' in text


def test_a_page_below_another_is_found(client, jerzual):
    page = InfoPage.objects.child_of(jerzual).get()
    page.add_child(instance=InfoPage(title="Déchets"))
    assert "Déchets" in read(client, page.get_url())
    assert client.get(f"{page.get_url()}dechets/").status_code == 200
    assert client.get(f"{page.get_url()}rien/").status_code == 404


def test_a_page_is_found_by_its_address_without_reading_the_others(jerzual):
    """S4: the table of pages holds every listing of the country, and its package gives it no index on addresses."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + str(Page.objects.filter(url_path="'/x/'").order_by().query))
        assert "home_page_by_address" in str(cursor.fetchall())


def test_what_stood_at_such_an_address_elsewhere_is_asked_for_first_and_only_guessed(client, jerzual, django_assert_num_queries):
    """S4: the pages below neighbourhoods bear the same names. Where one is of another kind, it is found as what it is."""
    other = NeighbourhoodPage.objects.get(pk=create_neighbourhood(town=jerzual.town, title="Le Port", motto="", geometry=SQUARE).pk)
    here = jerzual.add_child(instance=InfoPage(title="Fête", slug="fete"))
    there = other.add_child(instance=NewsIndexPage(title="Fête", slug="fete"))
    for _ in range(2):
        for place, page in ((jerzual, here), (other, there)):
            found = page_at(page.url_path, place)
            assert (type(found), found.pk) == (type(page), page.pk)
            with django_assert_num_queries(1):
                assert page_at(page.url_path, place).pk == page.pk
    assert page_at(f"{jerzual.url_path}rien/", jerzual) is None


def test_an_unpublished_neighbourhood_is_not_found(client, jerzual):
    jerzual.unpublish()
    assert client.get("/dinan/port-et-jerzual/").status_code == 404


def test_the_anonymous_page_costs_the_same_whatever_it_shows(client, jerzual):
    """P2, TST-03."""
    add_news(jerzual)
    MembershipFactory(neighbourhood=jerzual)
    one = queries(client, "/dinan/port-et-jerzual/")
    add_news(jerzual, 19)
    MembershipFactory.create_batch(5, neighbourhood=jerzual)
    many = queries(client, "/dinan/port-et-jerzual/")
    assert len(many) == len(one)
    assert len(many) <= 6, "\n".join(many)


@pytest.mark.parametrize("url", ["/", "/dinan/", "/dinan/port-et-jerzual/{news}/"])
def test_lists_cost_the_same_with_one_row_and_with_twenty(client, jerzual, dinan, url):
    """TST-03."""
    index = add_news(jerzual)
    url = url.replace("{news}", index.slug)
    one = queries(client, url)
    add_news(jerzual, 18)
    for number in range(5):
        dinan.refresh_from_db()
        set_boundary(place=NeighbourhoodPageFactory(parent=dinan, title=f"Quartier {number}"), geometry=SQUARE)
    assert len(queries(client, url)) == len(one)


def test_a_place_published_in_the_admin_gets_what_a_place_needs(dinan):
    dinan.add_child(instance=NeighbourhoodPage(title="Gare", live=False))
    place = NeighbourhoodPage.objects.get(title="Gare")
    assert place.curator_group is None
    place.save_revision().publish()
    place.refresh_from_db()
    assert place.curator_group is not None
    assert NewsIndexPage.objects.child_of(place).exists()


def test_the_desk_leads_a_curator_to_what_they_run_and_says_when_they_are_alone(
    client, curator, neighbourhood, other_neighbourhood, second_curator
):
    client.force_login(curator)
    text = client.get("/admin/").content.decode()
    assert f"/admin/limite/{neighbourhood.pk}/" in text
    assert f"/admin/limite/{other_neighbourhood.pk}/" not in text
    alone = "alone-at-this-desk"
    assert alone in text
    second_curator()
    assert alone not in client.get("/admin/").content.decode()


@pytest.fixture
def second_curator(neighbourhood):
    return lambda: appoint_curator(place=neighbourhood, user=UserFactory())
