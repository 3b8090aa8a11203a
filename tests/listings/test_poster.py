"""A listing on paper: for whom, what stands on it, and where its code leads."""

import io

from django.urls import reverse

from wagtail.models import Site

import pytest
from pypdf import PdfReader

from listings.poster import SIZES, write_poster
from tests.factories.home import MembershipFactory
from tests.factories.listings import ChildcareFactory, GiveawayFactory, MeetupFactory, index_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def read(body):
    (page,) = PdfReader(io.BytesIO(body)).pages
    return page, page.extract_text()


@pytest.mark.parametrize("size", SIZES)
def test_a_poster_says_what_and_where_to_answer_and_not_who(client, neighbourhood, size):
    """PRV-05: neither the author, nor the street, nor the exact place; the longest words stay on one page."""
    listing = GiveawayFactory(
        neighbourhood=neighbourhood, audience="public", title="Lit d’enfant en pin, avec son sommier et son matelas presque neuf, à venir voir",
        body="<p>" + "Il a servi quatre ans. " * 120 + "</p>", street="rue du Quai",
    )  # fmt: skip
    answer = client.get(reverse("listings:poster", args=[listing.public_id, size]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    page, text = read(answer.content)
    assert [round(side) for side in page.mediabox[2:]] == [round(side) for side in SIZES[size]]
    assert "Lit d’enfant en pin" in text
    assert neighbourhood.title in text
    assert listing.url in text.replace("\n", "")
    assert "rue du Quai" not in text
    assert listing.author.pseudonym not in text
    assert write_poster(listing, size) == write_poster(listing, size)


def test_whose_listing_may_be_printed_by_whom(client, neighbourhood, outsider):
    """Everybody prints what everybody may read; what is for neighbours only its author, who knows where it will hang; childcare nobody."""
    public = MeetupFactory(neighbourhood=neighbourhood, audience="public")
    local = GiveawayFactory(neighbourhood=neighbourhood)
    children = ChildcareFactory(neighbourhood=neighbourhood, author=local.author)
    draft = GiveawayFactory(neighbourhood=neighbourhood, author=local.author, state="draft")
    people = {None: "200 404 404 404", outsider: "200 404 404 404", MembershipFactory(neighbourhood=neighbourhood).user: "200 404 404 404"}
    people[local.author] = "200 200 404 404"
    for person, statuses in people.items():
        client.logout()
        if person:
            client.force_login(person)
        found = [client.get(reverse("listings:poster", args=[one.public_id, "a4"])).status_code for one in (public, local, children, draft)]
        assert found == [int(status) for status in statuses.split()]
    assert client.get(reverse("listings:poster", args=[public.public_id, "a3"])).status_code == 404
    page = client.get(local.url).content.decode()
    assert reverse("listings:poster", args=[local.public_id, "a4"]) in page
