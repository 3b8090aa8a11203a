"""The pages of listings, as a browser without scripts uses them."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
from PIL import Image

from home.models import Photo
from listings import jobs
from listings.forms import FORMS
from listings.models import GiveawayPage, ListingPage, Response, StagedPhoto
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory, index_of

pytestmark = pytest.mark.django_db

COMPOSE = "/annonces/publier/giveaway/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def writer(client, resident):
    client.force_login(resident)
    return client


def picture(color="navy"):
    buffer = BytesIO()
    Image.new("RGB", (60, 40), color).save(buffer, "JPEG")
    return SimpleUploadedFile("IMG_2048.jpg", buffer.getvalue(), "image/jpeg")


def filled(**changes):
    return {
        "direction": "offer",
        "title": "Lit d’enfant",
        "category": "furniture",
        "condition": "good",
        "size": "car",
        "quantity": "1",
        "words": "Solide.\n\nUne <b>rayure</b>.",
        "pickup": "Mercredi soir\nSamedi matin",
        "deadline": "",
        "rule": "first",
        "street": "",
        "audience": "neighbourhood",
        **changes,
    }


def test_from_the_door_to_the_published_page(writer, resident, neighbourhood):
    doors = writer.get(reverse("listings:choose"))
    assert doors.content.count(b"doorway__step") == len(FORMS)
    assert writer.get(COMPOSE).status_code == 200
    answer = writer.post(COMPOSE, filled())
    draft = ListingPage.objects.get()
    assert (draft.state, draft.author, draft.kind) == ("draft", resident, "giveaway")
    assert answer.url == reverse("listings:review", args=[draft.public_id])
    review = writer.get(answer.url)
    assert b"&lt;b&gt;rayure" in review.content
    assert ListingPage.objects.get().state == "draft"
    published = writer.post(answer.url, follow=True)
    assert published.status_code == 200
    assert ListingPage.objects.get().state == "open"
    assert published.request["PATH_INFO"] == f"{neighbourhood.url}annonces/{draft.slug}/"


def test_a_draft_is_kept_on_request(writer):
    answer = writer.post(COMPOSE, filled(then="draft"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("listings:mine")
    assert "Lit d’enfant" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"category": ""}, "category"),
        ({"words": "Appelez le 06 12 34 56 78"}, "words"),
        ({"words": "guite@example.org"}, "words"),
        ({"pickup": "Au 0612345678"}, "pickup"),
        ({"street": "12 rue de l’École"}, "street"),
        ({"quantity": "0"}, "quantity"),
        ({"deadline": "2020-01-01"}, "deadline"),
        ({"deadline": "2999-01-01"}, "deadline"),
        ({"rule": "draw"}, "deadline"),
        ({"audience": "world"}, "audience"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(writer, changes, field):
    answer = writer.post(COMPOSE, filled(**changes))
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert 'class="error-summary"' in page
    assert f'id="id_{field}_error"' in page
    if field != "words":
        assert "Une &lt;b&gt;rayure&lt;/b&gt;." in page
    assert not ListingPage.objects.exists()


def test_a_place_outside_the_neighbourhood_is_refused(writer, neighbourhood):
    answer = writer.post(COMPOSE, filled(lat="10", lon="10"))
    assert answer.context["form"].non_field_errors()


def test_a_picture_survives_a_refused_form(writer, resident, media):
    """UPL: it is received once, and comes back with the form; its stored name says nothing (UPL-07)."""
    refused = writer.post(COMPOSE, filled(title="", file_0=picture(), alt_0="Le lit vu de face"))
    staged = StagedPhoto.objects.get()
    page = refused.content.decode()
    assert f'value="{staged.photo.public_id}"' in page
    assert "Le lit vu de face" in page
    assert "IMG_2048" not in staged.photo.file.name
    writer.post(COMPOSE, filled(kept_0=staged.photo.public_id, alt_0="Le lit vu de face", file_1=picture("red"), alt_1="Les vis"))
    listing = ListingPage.objects.get()
    assert list(listing.photos.values_list("alt", "photo")) == [
        ("Le lit vu de face", staged.photo_id),
        ("Les vis", Photo.objects.latest("pk").pk),
    ]
    assert not StagedPhoto.objects.exists()


def test_a_picture_needs_words_and_a_file_must_be_a_picture(writer, media):
    without_words = writer.post(COMPOSE, filled(file_0=picture()))
    assert list(without_words.context["form"].errors) == ["alt_0"]
    no_picture = writer.post(COMPOSE, filled(file_0=SimpleUploadedFile("x.jpg", b"<html>", "image/jpeg"), alt_0="x"))
    assert list(no_picture.context["form"].errors) == ["file_0"]


def test_nobody_takes_a_picture_of_somebody_else(writer, neighbourhood, media):
    """SEC-05: the handle of another person's photo puts nothing on my listing."""
    other = MembershipFactory(neighbourhood=neighbourhood).user
    from listings.services import stage_photo

    foreign = stage_photo(upload=picture(), neighbourhood=neighbourhood, by=other).photo
    writer.post(COMPOSE, filled(kept_0=foreign.public_id, alt_0="Volé"))
    assert ListingPage.objects.get().photos.count() == 0


def test_pictures_are_seen_by_those_who_see_the_listing(client, writer, neighbourhood, resident, outsider, media):
    writer.post(COMPOSE, filled(file_0=picture(), alt_0="Le lit"))
    photo = Photo.objects.get()
    address = reverse("home:photo", args=[photo.public_id, "thumb", 96])
    neighbour = MembershipFactory(neighbourhood=neighbourhood).user
    seen = {}
    for state in ("draft", "open"):
        listing = ListingPage.objects.get().specific
        listing.state, listing.published_at, listing.expires_at = state, timezone.now(), timezone.now() + timedelta(days=1)
        listing.save()
        for name, user in (("author", resident), ("neighbour", neighbour), ("outsider", outsider)):
            client.force_login(user)
            answer = client.get(address)
            b"".join(answer)  # read to its end, so that the file is closed
            seen[state, name] = answer.status_code
    assert seen == {
        ("draft", "author"): 200,
        ("draft", "neighbour"): 404,
        ("draft", "outsider"): 404,
        ("open", "author"): 200,
        ("open", "neighbour"): 200,
        ("open", "outsider"): 404,
    }


def test_changing_a_listing_keeps_orders_and_drops_pictures(writer, media):
    writer.post(COMPOSE, filled(file_0=picture(), alt_0="Un", file_1=picture("red"), alt_1="Deux"))
    listing = ListingPage.objects.get()
    edit = reverse("listings:edit", args=[listing.public_id])
    form = writer.get(edit).context["form"]
    assert form.initial["words"] == "Solide.\n\nUne <b>rayure</b>."
    kept = {f"kept_{number}": form.initial[f"kept_{number}"] for number in (0, 1)}
    writer.post(edit, filled(title="Lit d’enfant, suite", drop_0="on", alt_0="Un", alt_1="Deux", **kept))
    listing.refresh_from_db()
    assert listing.title == "Lit d’enfant, suite"
    assert list(listing.photos.values_list("alt", flat=True)) == ["Deux"]
    assert Photo.objects.count() == 1


def test_forgotten_pictures_go_after_a_day(writer, media):
    writer.post(COMPOSE, filled(title="", file_0=picture(), alt_0="x"))
    assert jobs.drop_forgotten_photos() == 0
    StagedPhoto.objects.update(staged_at=timezone.now() - timedelta(days=2))
    assert jobs.drop_forgotten_photos() == 1
    assert not Photo.objects.exists()


@pytest.mark.parametrize("level", [None, 1])
def test_who_may_not_publish_is_told_how_to(client, neighbourhood, declared, level):
    user = MembershipFactory(neighbourhood=neighbourhood, level=1).user if level else declared
    client.force_login(user)
    assert b"doorway__step" not in client.get(reverse("listings:choose")).content
    assert client.post(COMPOSE, filled()).url == reverse("listings:choose")
    assert not ListingPage.objects.exists()


def test_answering_and_deciding_with_plain_forms(client, neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, pickup="Mercredi soir\nSamedi matin", rule="choose")
    taker, other = (MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2))
    client.force_login(taker)
    page = client.get(listing.url).content.decode()
    assert "Mercredi soir" in page
    client.post(reverse("listings:respond", args=[listing.public_id]), {"slot": "Samedi matin", "message": "Avec plaisir"})
    response = Response.objects.get()
    assert (response.resident, response.slot, response.message, response.state) == (taker, "Samedi matin", "Avec plaisir", "asked")
    client.force_login(listing.author)
    assert "Avec plaisir" in client.get(reverse("listings:mine")).content.decode()
    client.post(reverse("listings:response", args=[response.public_id]), {"do": "accept", "note": "Portail bleu"})
    readers = {}
    for user in (taker, other):
        client.force_login(user)
        readers[user] = "Portail bleu" in client.get(listing.url).content.decode()
    assert readers == {taker: True, other: False}


@pytest.mark.parametrize("quantity", ["0", "4"])
def test_an_answer_that_cannot_be_given_comes_back_with_what_was_typed(client, neighbourhood, quantity):
    """Whether the form or the service refuses it, the reason stands on top and not a word is lost."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=3)
    client.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
    answer = client.post(reverse("listings:respond", args=[listing.public_id]), {"quantity": quantity, "message": "Bonjour"})
    page = answer.content.decode()
    assert "Bonjour" in page
    assert "error-summary" in page
    assert not Response.objects.exists()


def test_nobody_decides_about_what_is_not_theirs(client, neighbourhood, outsider, curator, declared):
    """SEC-05: 404 for strangers; the person who answered cannot accept themself."""
    response = ResponseFactory(listing__neighbourhood=neighbourhood, listing__rule="choose")
    address = reverse("listings:response", args=[response.public_id])
    for user in (outsider, curator, declared):
        client.force_login(user)
        assert client.post(address, {"do": "accept"}).status_code == 404
    client.force_login(response.resident)
    client.post(address, {"do": "accept"})
    response.refresh_from_db()
    assert response.state == "asked"


def test_the_buttons_of_an_author(client, neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    client.force_login(listing.author)
    address = reverse("listings:transition", args=[listing.public_id])
    for step, state in (("pause", "paused"), ("resume", "open"), ("done", "closed"), ("renew", "open"), ("withdraw", "closed")):
        client.post(address, {"do": step})
        listing.refresh_from_db()
        assert listing.state == state, step
    assert client.post(address, {"do": "delete"}).status_code == 404
    assert client.get(address).status_code == 405


def test_a_curator_lets_a_listing_appear_from_the_list(client, neighbourhood, curator, other_curator):
    listing = GiveawayFactory(neighbourhood=neighbourhood, state="held")
    address = reverse("listings:transition", args=[listing.public_id])
    client.force_login(other_curator)
    assert listing.title not in client.get(reverse("listings:held")).content.decode()
    assert client.post(address, {"do": "approve"}).status_code == 404
    client.force_login(curator)
    assert listing.title in client.get(reverse("listings:held")).content.decode()
    client.post(address, {"do": "approve"})
    listing.refresh_from_db()
    assert listing.state == "open"


def test_hostile_words_stay_words(client, writer):
    """SEC-04: nothing a neighbour types becomes markup."""
    writer.post(
        COMPOSE,
        filled(title="<script>alert(1)</script>", words="<img src=x onerror=alert(1)> [a](javascript:alert(1))", street="<svg onload=1>"),
    )
    listing = ListingPage.objects.get()
    page = writer.get(listing.url).content.decode()
    for hostile in ("<script>alert", "<img src=x", "<svg onload"):
        assert hostile not in page


def test_wagtails_own_doors_make_no_listing(neighbourhood):
    assert not GiveawayPage.is_creatable
