"""Leaving, moving and renewing: access ends at once, wherever one kept an address of it (VER-11, VER-12)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation

from wagtail.models import Collection

import pytest

from home.models import Membership
from home.photos import PHOTO_SIZES, receive_photo
from home.proofs import proof_text
from home.services import set_boundary
from listings.models import ListingPhoto
from notifications.models import Notification
from tests.factories import verification as make
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory, index_of
from tests.home.pictures import picture_file
from tests.home.shapes import polygon, square
from verification import policy, services
from verification.errors import LimitReachedError, NotPossibleError
from verification.models import Postcard

pytestmark = pytest.mark.django_db
LEAVE = reverse("verification:leave")


def move_url(place):
    return reverse("verification:move", args=[place.pk])


@pytest.fixture
def member(client, resident):
    client.force_login(resident)
    return resident


@pytest.fixture
def kept_addresses(neighbourhood, resident, settings, tmp_path):
    """Everything of the place whose address somebody could have kept: a listing, its photo, their own listing, an answer."""
    settings.MEDIA_ROOT = tmp_path
    listing = GiveawayFactory(neighbourhood=neighbourhood, title="Réservé aux voisins")
    photo = receive_photo(upload=picture_file(), alt="Chambre", by=listing.author, collection=Collection.get_first_root_node())
    ListingPhoto.objects.create(listing=listing, photo=photo, alt="Chambre")
    own = GiveawayFactory(neighbourhood=neighbourhood, author=resident, title="Ma table")
    ResponseFactory(listing=own)
    return {
        listing.url: 200,
        reverse("home:photo", args=[photo.public_id, "wide", PHOTO_SIZES["wide"].widths[0]]): 200,
        reverse("listings:respond", args=[listing.public_id]): 302,
        reverse("notifications:compose", args=[neighbourhood.pk]): 200,
        reverse("listings:compose", args=["giveaway"]): 200,
    }


def statuses(client, addresses):
    found = {}
    for address in addresses:
        response = client.get(address)
        for close in response._resource_closers:  # a picture is a file
            close()
        found[address] = response.status_code
    return found


@pytest.mark.parametrize("way", ["leave", "move"])
def test_access_ends_at_once_and_old_addresses_open_nothing(client, member, neighbourhood, other_neighbourhood, kept_addresses, way):
    """VER-11: pages, pictures and forms of the old place, with the same session. One set-up for before and after."""
    photo = next(address for address in kept_addresses if "/photos/" in address)
    before = statuses(client, kept_addresses)
    assert before[photo] == 200
    assert {before[address] for address in kept_addresses} <= {200, 302}
    index = index_of(neighbourhood).url
    assert "Réservé aux voisins" in client.get(index).content.decode()
    assert client.get(LEAVE).status_code == 200
    assert client.get(move_url(other_neighbourhood)).status_code == 200
    assert Membership.objects.of(member).active().exists()  # looking changes nothing
    client.post(LEAVE if way == "leave" else move_url(other_neighbourhood))
    after = statuses(client, kept_addresses)
    assert set(after.values()) <= {302, 403, 404}
    assert after[photo] == 404
    assert "Réservé aux voisins" not in client.get(index).content.decode()
    assert "Ma table" not in client.get(index).content.decode()
    live = client.get(reverse("notifications:banner", args=[neighbourhood.pk]))
    assert "Réservé" not in live.content.decode()  # the stream says « look again » and nothing else


def test_moving_starts_in_the_new_place_or_changes_nothing(client, member, neighbourhood, other_neighbourhood):
    response = client.get(reverse("verification:join", args=[other_neighbourhood.pk]))
    assert response.url == move_url(other_neighbourhood)
    assert client.post(response.url).url == reverse("verification:join", args=[other_neighbourhood.pk])
    moved = Membership.objects.of(member).current().get()
    assert (moved.neighbourhood_id, moved.state, moved.level) == (other_neighbourhood.pk, "started", 0)
    services.confirm_membership(membership=moved, method="desk", level=2, by=None)
    refused = client.post(move_url(neighbourhood))
    assert isinstance(refused.context["refusal"], LimitReachedError)
    assert refused.context["refusal"].until > timezone.now() + policy.MOVE_WINDOW - timedelta(hours=1)
    moved.refresh_from_db()
    assert moved.state == "confirmed"  # a refused move does not cost the home one has
    with pytest.raises(NotPossibleError):
        services.move_home(user=member, neighbourhood=moved.neighbourhood, by=member)


def test_cards_to_the_old_home_open_nothing_after_a_move(member, neighbourhood, other_neighbourhood):
    Membership.objects.update(state="expiring")
    card, _code = make.posted(member, neighbourhood)
    services.move_home(user=member, neighbourhood=other_neighbourhood, by=member)
    card.refresh_from_db()
    assert card.state == Postcard.State.CANCELLED


def renew_by_card(user, place, curator):
    _card, code = make.posted(user, place)
    services.submit_code(user=user, code=code, by=user)


def renew_at_the_desk(user, place, curator):
    _slip, code = make.handed_over(place, curator)
    services.submit_code(user=user, code=code, by=user)


def renew_by_position(user, place, curator):
    set_boundary(place=place, geometry=polygon(square()))
    services.join_by_position(user=user, neighbourhood=place, lat=48.4561, lon=-2.0451, accuracy=20, by=user)


@pytest.mark.parametrize(("level", "renew"), [(2, renew_by_card), (2, renew_at_the_desk), (1, renew_by_position)])
def test_the_notice_leads_to_every_proof_that_renews_and_each_does(client, neighbourhood, curator, level, renew):
    """Issue 3, item 5: two more years, from whichever proof the policy counts."""
    soon = timezone.now() + timedelta(days=20)
    member = MembershipFactory(neighbourhood=neighbourhood, level=level, expires_at=soon)
    assert services.expire_memberships() == 1
    assert Notification.objects.get(user=member.user).kind == "membership_expiring"
    client.force_login(member.user)
    assert reverse("verification:join", args=[neighbourhood.pk]) in client.get(reverse("accounts:home")).content.decode()
    assert client.get(reverse("verification:join", args=[neighbourhood.pk])).context["ways"]
    renew(member.user, neighbourhood, curator)
    member.refresh_from_db()
    assert (member.state, member.level) == ("confirmed", level)
    assert member.expires_at > timezone.now() + timedelta(days=700)


@pytest.mark.parametrize("method", ["postcard", "vouch", "geolocation", "desk"])
def test_a_badge_says_method_and_month_where_a_member_is_shown(client, neighbourhood, method):
    member = MembershipFactory(neighbourhood=neighbourhood, method=method)
    listing = GiveawayFactory(neighbourhood=neighbourhood, author=member.user)
    answer = ResponseFactory(listing=listing)
    client.force_login(member.user)
    with translation.override("fr"):
        proof, theirs = (proof_text(row.method, row.confirmed_at) for row in (member, Membership.objects.get(user=answer.resident)))
    assert str(member.confirmed_at.year) in proof
    assert proof in client.get(listing.url).content.decode()
    assert proof in client.get(reverse("accounts:home")).content.decode()
    assert theirs in client.get(reverse("listings:mine")).content.decode()
    Membership.objects.filter(pk=member.pk).update(state="expired")
    assert proof not in client.get(listing.url).content.decode()
