from django.urls import reverse

import pytest

from tests.factories import verification as make
from tests.factories.accounts import UserFactory
from verification import services
from verification.models import PostalAddress, Postcard
from verification.permissions import neighbourhoods_printed_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(neighbourhood):
    return make.queued(UserFactory(pseudonym="Pseudo Canari"), neighbourhood, recipient="Famille Perroquet", street="7 rue Canarival")


@pytest.fixture
def batch(card, neighbourhood):
    return services.print_batch(neighbourhood=neighbourhood, by=make.curator())


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


def url(name, *args):
    return reverse(f"verification_desk:{name}", args=args)


def test_a_curator_prints_posts_and_sees_neither_name_nor_address_nor_code(desk, card, neighbourhood):
    """Principle 1, VER-03: lists show references and dates only."""
    _card, code = card
    place = desk.get(url("place", neighbourhood.pk))
    printed = desk.post(url("print", neighbourhood.pk), follow=True)
    batch = Postcard.objects.get().batch
    file = desk.post(url("batch-file", batch.pk), {"sheet": "a4"})
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert "no-store" in file["Cache-Control"]
    again = desk.post(url("batch-file", batch.pk), {"sheet": "a4"})
    assert again.content == file.content
    one = desk.post(url("card-file", Postcard.objects.get().pk))
    assert one.content.startswith(b"%PDF")
    posted = desk.post(url("batch-posted", batch.pk), follow=True)
    for response in (place, printed, posted, desk.get(url("place", neighbourhood.pk))):
        page = response.content.decode().upper()
        assert Postcard.objects.get().reference in page
        for canary in ("PERROQUET", "CANARIVAL", "PSEUDO CANARI", code):
            assert canary not in page
    assert not PostalAddress.objects.exists()
    assert desk.post(url("card-file", Postcard.objects.get().pk)).status_code == 404
    assert desk.post(url("batch-file", batch.pk), follow=True).status_code == 200


def test_what_lies_elsewhere_does_not_exist_for_a_curator(client, other_curator, batch, neighbourhood):
    """TEN-01: A's curator gets 404 for B, in every address of the desk, and B's files stay."""
    client.force_login(other_curator)
    single = Postcard.objects.get().pk
    assert client.get(url("place", neighbourhood.pk)).status_code == 404
    assert client.get(url("batch", batch.pk)).status_code == 404
    for name, pk in (
        ("print", neighbourhood.pk),
        ("batch-file", batch.pk),
        ("batch-posted", batch.pk),
        ("batch-again", batch.pk),
        ("card-file", single),
    ):
        assert client.post(url(name, pk)).status_code == 404
    batch.refresh_from_db()
    assert batch.posted_at is None


def test_a_resident_and_a_visitor_do_not_enter_the_desk(client, resident, batch, neighbourhood):
    for user in (None, resident):
        if user:
            client.force_login(user)
        response = client.get(url("place", neighbourhood.pk))
        assert response.status_code in {302, 403, 404}
        assert client.post(url("batch-file", batch.pk)).status_code in {302, 403, 404}


def test_reading_changes_nothing(desk, batch, neighbourhood):
    """SEC-12."""
    for name, pk in (("print", neighbourhood.pk), ("batch-file", batch.pk), ("batch-posted", batch.pk), ("batch-again", batch.pk)):
        assert desk.get(url(name, pk)).status_code == 405


def test_curators_of_the_town_and_operators_print_everywhere_below(town, neighbourhood, other_neighbourhood, curator, operator, resident):
    from home.services import appoint_curator

    mayor = UserFactory()
    appoint_curator(place=town, user=mayor)
    assert set(neighbourhoods_printed_by(curator)) == {neighbourhood}
    assert set(neighbourhoods_printed_by(mayor)) == {neighbourhood}
    assert set(neighbourhoods_printed_by(operator)) == {neighbourhood, other_neighbourhood}
    assert not neighbourhoods_printed_by(resident)


def test_the_menu_shows_the_desk_to_those_who_print(client, curator, other_curator, neighbourhood):
    client.force_login(curator)
    assert url("places") in client.get(reverse("wagtailadmin_home")).content.decode()
    response = client.get(url("places"), follow=True)
    assert neighbourhood.title in response.content.decode()


def test_the_list_costs_the_same_with_one_card_and_with_twenty(desk, neighbourhood):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(url("place", neighbourhood.pk))
        return len(captured)

    make.requested(neighbourhood=neighbourhood)
    queries()
    one = queries()
    for _ in range(19):
        make.requested(neighbourhood=neighbourhood)
    assert queries() == one
