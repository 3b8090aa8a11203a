from datetime import timedelta

from django.utils import timezone

import pytest

from home.geocoding import FoundAddress, Geocoder, GeocodingError
from home.models import Membership
from home.services import set_boundary
from tests.factories import verification as make
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from verification import policy, services
from verification.errors import AddressRefusedError, LimitReachedError, NotPossibleError
from verification.models import PostalAddress, Postcard

pytestmark = pytest.mark.django_db

SAME = {"street": "3 rue Haute"}


def test_a_request_makes_a_pending_membership_and_a_sealed_address(neighbour, neighbourhood):
    card = make.requested(neighbour, neighbourhood)
    assert card.state == Postcard.State.REQUESTED
    assert card.membership.state == Membership.State.PENDING
    sealed = bytes(PostalAddress.objects.get(postcard=card).sealed_content)
    assert b"CANARI" not in sealed.upper()


def test_a_third_card_to_one_home_within_60_days_is_refused_whoever_asks(neighbourhood, step):
    """VER-05, and the same request succeeds when the time is over."""
    for _ in range(policy.CARDS_PER_DWELLING):
        make.requested(neighbourhood=neighbourhood, **SAME)
    with pytest.raises(LimitReachedError) as refusal:
        make.requested(neighbourhood=neighbourhood, recipient="Other name", street="3, R. HAUTE")
    assert timedelta(days=59) < refusal.value.until - timezone.now() <= timedelta(days=60)
    assert Membership.objects.count() == 2, "a refused request starts nothing"
    step(timedelta(days=60, minutes=1))
    make.requested(neighbourhood=neighbourhood, **SAME)


def test_a_fourth_card_of_one_account_within_90_days_is_refused(neighbour, neighbourhood, step):
    """VER-05."""
    for _ in range(policy.CARDS_PER_ACCOUNT):
        make.requested(neighbour, neighbourhood)
    with pytest.raises(LimitReachedError) as refusal:
        make.requested(neighbour, neighbourhood)
    assert timedelta(days=89) < refusal.value.until - timezone.now() <= timedelta(days=90)
    step(timedelta(days=90, minutes=1))
    make.requested(neighbour, neighbourhood)


def test_a_neighbourhood_has_a_budget_for_the_day(neighbourhood, other_neighbourhood, monkeypatch):
    """VER-05."""
    monkeypatch.setattr(policy, "CARDS_PER_NEIGHBOURHOOD_PER_DAY", 2)
    for _ in range(2):
        make.requested(neighbourhood=neighbourhood)
    with pytest.raises(LimitReachedError):
        make.requested(neighbourhood=neighbourhood)
    make.requested(neighbourhood=other_neighbourhood)


def test_another_address_voids_the_cards_to_the_first(neighbour, neighbourhood):
    """VER-02: an address edit voids the code; its address is forgotten at once."""
    first = make.requested(neighbour, neighbourhood, **SAME)
    second = make.requested(neighbour, neighbourhood)
    first.refresh_from_db()
    assert first.state == Postcard.State.CANCELLED
    assert set(PostalAddress.objects.values_list("postcard", flat=True)) == {second.pk}


def test_two_cards_to_the_same_home_may_be_on_their_way(neighbour, neighbourhood):
    """VER-02: the first card is often still in the mail."""
    first, _code = make.posted(neighbour, neighbourhood, **SAME)
    second = make.requested(neighbour, neighbourhood, **SAME)
    assert set(Postcard.objects.of(neighbour).live()) == {first, second}


def test_a_home_that_objected_gets_no_card_and_those_on_their_way_are_void(neighbour, neighbourhood):
    """VER-05."""
    card = make.requested(neighbour, neighbourhood, **SAME)
    assert services.object_to_cards(reference=f" {card.reference[:5].lower()}-{card.reference[5:]}", by=None)
    card.refresh_from_db()
    assert card.state == Postcard.State.CANCELLED
    assert not PostalAddress.objects.exists()
    with pytest.raises(LimitReachedError) as refusal:
        make.requested(neighbourhood=neighbourhood, **SAME)
    assert refusal.value.until is None, "it ends when they say so"
    make.requested(neighbourhood=neighbourhood)


def test_an_unknown_reference_blocks_nothing():
    assert not services.object_to_cards(reference="0000000000", by=None)


def test_a_home_holds_six_accounts(neighbourhood, town):
    from verification.addresses import dwelling_key
    from verification.sealing import dwelling_hash

    hash_ = dwelling_hash(dwelling_key(make.address(**SAME), town.code))
    member = MembershipFactory.create_batch(policy.ACCOUNTS_PER_DWELLING, neighbourhood=neighbourhood, dwelling_hash=hash_)[0]
    with pytest.raises(LimitReachedError):
        make.requested(neighbourhood=neighbourhood, **SAME)
    member.delete()
    make.requested(neighbourhood=neighbourhood, **SAME)


@pytest.mark.parametrize(
    ("parts", "field"), [({"postcode": "35400"}, "postcode"), ({"street": "BP 12"}, "street"), ({"town": "東京"}, "town")]
)
def test_an_address_that_is_no_home_here_is_refused_with_its_field(neighbourhood, parts, field):
    """POS-03."""
    with pytest.raises(AddressRefusedError) as refusal:
        make.requested(neighbourhood=neighbourhood, **parts)
    assert refusal.value.field == field
    assert not Postcard.objects.exists()


def test_where_postcards_do_not_count_none_is_sent(neighbourhood):
    neighbourhood.methods = ["desk"]
    with pytest.raises(NotPossibleError):
        make.requested(neighbourhood=neighbourhood)


def test_leaving_voids_the_card_and_forgets_the_address(neighbour, neighbourhood):
    card = make.requested(neighbour, neighbourhood)
    services.leave_neighbourhood(membership=card.membership, by=neighbour)
    card.refresh_from_db()
    assert card.state == Postcard.State.CANCELLED
    assert not PostalAddress.objects.exists()


def test_asking_survives_a_redis_that_is_away(neighbourhood, settings, django_capture_on_commit_callbacks):
    """FLT-01: the sweeper repeats the wake-up."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    with django_capture_on_commit_callbacks(execute=True):
        card = make.requested(UserFactory(), neighbourhood)
    assert card.state == Postcard.State.REQUESTED


class FakeGeocoder(Geocoder):
    """Knows one street inside the square below, and one far away."""

    def search(self, address):
        if "Hautaine" in address:
            raise GeocodingError("away")
        return [FoundAddress(address, 48.5, -2.0 if "Haute" in address else 3.0)] if "rue" in address else []


def test_an_address_the_geocoder_knows_elsewhere_is_refused(neighbourhood, settings):
    """An address must lie in the neighbourhood; without an answer the town's check stands alone."""
    settings.PALIER_GEOCODER = "tests.verification.test_requests.FakeGeocoder"
    make.requested(neighbourhood=neighbourhood, street="1 rue Lointaine")  # no boundary: nothing to compare with
    square = [[-2.1, 48.4], [-1.9, 48.4], [-1.9, 48.6], [-2.1, 48.6], [-2.1, 48.4]]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [square]})
    for street in ("3 rue Haute", "3 rue Hautaine", "Kerjean"):
        make.requested(neighbourhood=neighbourhood, street=street)
    with pytest.raises(AddressRefusedError, match=neighbourhood.title):
        make.requested(neighbourhood=neighbourhood, street="4 rue Lointaine")
