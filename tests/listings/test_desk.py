"""Listings in the Wagtail admin: curators correct words and remove; they neither own, copy, move nor place a listing."""

from django.test import Client
from django.urls import reverse

from wagtail.models import Page

import pytest

from home.models import Photo
from home.services import appoint_curator, create_neighbourhood
from listings.models import GiveawayPage, ListingPosition
from listings.services import Picture, arrange_photos, stage_photo
from tests.factories.accounts import UserFactory
from tests.factories.home import TownPageFactory
from tests.factories.listings import GiveawayFactory
from tests.listings.test_views import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    place = create_neighbourhood(town=TownPageFactory(), title="Port et Jerzual")
    listing = GiveawayFactory(neighbourhood=place, title="Lit", audience="neighbourhood", quantity=2)
    ListingPosition.objects.create(listing_id=listing.pk, lat=48.123456, lon=-2.123456)
    return listing


@pytest.fixture
def desk(listing):
    curator = UserFactory()
    appoint_curator(place=listing.neighbourhood, user=curator)
    browser = Client()
    browser.force_login(curator)
    return browser


def test_a_curator_corrects_words_and_opens_nothing(desk, listing):
    """PRV-05, TEN-12: the form shows neither author nor place, and « publish » does not make it public."""
    address = reverse("wagtailadmin_pages:edit", args=[listing.pk])
    form = desk.get(address)
    assert form.status_code == 200
    page = form.content.decode()
    assert "48.123456" not in page
    for field in ("author", "audience", "state", "quantity", "street", "slug"):
        assert f'name="{field}"' not in page
    fields = {"title": "Lit corrigé", "body": '{"entityMap": {}, "blocks": []}', "category": "other", "condition": "good", "size": "bag"}
    desk.post(address, {**fields, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-publish": "1"})
    listing.refresh_from_db()
    assert (listing.title, listing.category) == ("Lit corrigé", "other")
    assert (listing.live, listing.state, listing.quantity) == (False, "open", 2)


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_taking_down_from_the_desk_tells_the_author(desk, listing, action):
    listing.audience = "public"  # what is not live is not unpublished
    listing.save()
    desk.post(reverse(f"wagtailadmin_pages:{action}", args=[listing.pk]))
    listing.refresh_from_db()
    assert (listing.state, listing.closed_reason) == ("closed", "removed")
    assert listing.author.notifications.filter(kind="listing-removed").exists()


def test_a_listing_is_neither_copied_nor_moved(desk, listing):
    elsewhere = GiveawayFactory().get_parent()
    fields = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": listing.get_parent().pk, "copy_subpages": "", "alias": ""}
    desk.post(reverse("wagtailadmin_pages:copy", args=[listing.pk]), fields)
    desk.post(reverse("wagtailadmin_pages:move_confirm", args=[listing.pk, elsewhere.pk]))
    assert not Page.objects.filter(title="Copie").exists()
    assert Page.objects.get(pk=listing.pk).get_parent().pk == listing.get_parent().pk


def test_many_at_once_is_refused(desk, listing):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    desk.post(f"{address}?next=/admin/&id={listing.pk}")
    listing.refresh_from_db()
    assert listing.state == "open"


def test_nobody_writes_a_listing_at_the_desk(desk, listing):
    address = reverse("wagtailadmin_pages:add", args=["listings", "giveawaypage", listing.get_parent().pk])
    assert desk.get(address).status_code != 200


def test_deleting_a_listing_deletes_its_pictures(listing, settings, tmp_path):
    """UPL-06."""
    settings.MEDIA_ROOT = tmp_path
    photo = stage_photo(upload=picture(), neighbourhood=listing.neighbourhood, by=listing.author).photo
    arrange_photos(listing=listing, pictures=[Picture(photo, "Un lit")], by=listing.author)
    GiveawayPage.objects.get(pk=listing.pk).delete()
    assert not Photo.objects.exists()
