"""From draft to end, and back (domain.md §4.1)."""

from datetime import timedelta

from django.utils import timezone

from wagtail.models import PageLogEntry

import pytest

from home.signals import membership_ended
from listings import jobs, limits, services
from listings.errors import NotAllowedError, WrongStateError
from listings.models import GiveawayPage, ListingPage
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory, index_of

pytestmark = pytest.mark.django_db

FIELDS = {"title": "Lit d’enfant", "body": "<p>Solide.</p>", "category": "furniture"}


@pytest.fixture
def draft(neighbourhood, resident):
    index_of(neighbourhood)
    return services.save_draft(model=GiveawayPage, neighbourhood=neighbourhood, by=resident, fields=FIELDS)


def told(user):
    return set(Notification.objects.filter(user=user).values_list("kind", flat=True))


def events(listing):
    return list(
        PageLogEntry.objects.filter(page=listing.pk, action__startswith="listings.").order_by("timestamp").values_list("action", flat=True)
    )


def test_a_draft_is_published_once(draft, resident):
    listing = services.publish_listing(listing=draft, by=resident)
    again = services.publish_listing(listing=draft, by=resident)
    assert listing.state == again.state == "open"
    assert again.published_at == listing.published_at
    assert listing.expires_at - listing.published_at == limits.USUAL_LIFETIME
    assert events(draft) == ["listings.drafted", "listings.published"]
    assert PageLogEntry.objects.get(page=draft.pk, action="listings.published").data == {"before": "draft", "after": "open", "why": ""}


def test_addresses_are_not_serial(neighbourhood, resident, draft):
    """SEC-05: the same title twice gives two addresses that cannot be guessed from each other."""
    twin = services.save_draft(model=GiveawayPage, neighbourhood=neighbourhood, by=resident, fields=FIELDS)
    assert draft.slug.startswith("lit-denfant-")
    assert draft.slug[:-8] == twin.slug[:-8]
    assert draft.slug != twin.slug


def test_who_may_write_here(neighbourhood, resident, outsider, declared, curator):
    """Level 2 of this very place."""
    index_of(neighbourhood)
    located = MembershipFactory(neighbourhood=neighbourhood, level=1).user
    for person in (outsider, declared, curator, located):
        with pytest.raises(NotAllowedError):
            services.save_draft(model=GiveawayPage, neighbourhood=neighbourhood, by=person, fields=FIELDS)
    assert services.save_draft(model=GiveawayPage, neighbourhood=neighbourhood, by=resident, fields=FIELDS).state == "draft"


def test_somebody_who_left_publishes_nothing(draft, resident):
    resident.memberships.update(state="left")
    with pytest.raises(NotAllowedError):
        services.publish_listing(listing=draft, by=resident)


def test_a_curator_reads_first_where_the_place_wants_it(neighbourhood, resident, curator, other_curator, draft):
    neighbourhood.premoderation = True
    neighbourhood.save()
    assert services.publish_listing(listing=draft, by=resident).state == "held"
    assert told(resident) == {"listing-held"}
    assert told(curator) == {"listing-to-read"}
    for stranger in (resident, other_curator):
        with pytest.raises(NotAllowedError):
            services.approve_listing(listing=draft, by=stranger)
    assert services.approve_listing(listing=draft, by=curator).state == "open"
    assert services.approve_listing(listing=draft, by=curator).state == "open"
    assert told(resident) == {"listing-held", "listing-approved"}


def test_a_removed_listing_says_why_and_does_not_come_back(neighbourhood, curator):
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    response = ResponseFactory(listing=listing, state="accepted")
    services.remove_listing(listing=listing, by=curator, why="Objet interdit à la cession")
    services.remove_listing(listing=listing, by=curator, why="Une autre raison")
    listing.refresh_from_db()
    response.refresh_from_db()
    assert (listing.closed_reason, listing.outcome, response.state) == ("removed", "Objet interdit à la cession", "cancelled")
    assert told(listing.author) == {"listing-removed"}
    with pytest.raises(NotAllowedError):
        services.renew_listing(listing=listing, by=listing.author)


def test_pausing_and_resuming_work_twice(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    for step, state in ((services.pause_listing, "paused"), (services.resume_listing, "open")):
        assert step(listing=listing, by=listing.author).state == state
        assert step(listing=listing, by=listing.author).state == state
    assert events(listing) == ["listings.paused", "listings.resumed"]
    services.close_listing(listing=listing, by=listing.author, done=False)
    with pytest.raises(NotAllowedError):
        services.pause_listing(listing=listing, by=listing.author)


def test_a_draft_is_not_paused(draft, resident):
    with pytest.raises(WrongStateError):
        services.pause_listing(listing=draft, by=resident)


def test_renewing_gives_a_month_from_today_and_never_more_than_two(neighbourhood):
    listing = GiveawayFactory(
        neighbourhood=neighbourhood, expires_at=timezone.now() - timedelta(minutes=1), deadline=timezone.localdate() - timedelta(days=1)
    )
    assert services.expire_listing(listing=listing)
    for _ in range(3):
        renewed = services.renew_listing(listing=listing, by=listing.author)
    assert (renewed.state, renewed.closed_reason, renewed.deadline) == ("open", "", None)
    assert timedelta(days=29) < renewed.expires_at - timezone.now() <= limits.LIFETIME


@pytest.mark.parametrize("state", ["draft", "held"])
def test_what_was_never_shown_is_not_renewed(neighbourhood, state):
    """Else a withdrawn draft would come back without the curator who reads first."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, state=state, published_at=None)
    services.close_listing(listing=listing, by=listing.author, done=False)
    with pytest.raises(NotAllowedError):
        services.renew_listing(listing=listing, by=listing.author)


def test_a_wished_end_is_kept_up_to_sixty_days(draft, resident):
    services.edit_listing(listing=draft, by=resident, fields={"expires_at": timezone.now() + timedelta(days=400)})
    listing = services.publish_listing(listing=draft, by=resident)
    assert listing.expires_at - listing.published_at == limits.LIFETIME


def test_fewer_than_promised_is_refused(neighbourhood):
    """LIM-02: a capacity is never edited below what is taken."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=3)
    promised = [ResponseFactory(listing=listing, state="accepted") for _ in range(2)]
    with pytest.raises(WrongStateError):
        services.edit_listing(listing=listing, by=listing.author, fields={"quantity": 1})
    assert services.edit_listing(listing=listing, by=listing.author, fields={"quantity": 2}).quantity == 2
    assert told(promised[0].resident) == {"listing-changed"}


def test_an_edit_wins_over_an_older_revision(neighbourhood, curator):
    listing = GiveawayFactory(neighbourhood=neighbourhood, title="Ancien titre")
    listing.save_revision(user=curator)
    services.edit_listing(listing=listing, by=listing.author, fields={"title": "Nouveau titre"})
    assert ListingPage.objects.get(pk=listing.pk).get_latest_revision_as_object().title == "Nouveau titre"


def test_time_ends_listings_and_warns_three_days_before(neighbourhood):
    over = GiveawayFactory(neighbourhood=neighbourhood, expires_at=timezone.now() - timedelta(minutes=1))
    paused = GiveawayFactory(neighbourhood=neighbourhood, state="paused", expires_at=timezone.now() - timedelta(minutes=1))
    soon = GiveawayFactory(neighbourhood=neighbourhood, expires_at=timezone.now() + timedelta(days=2))
    later = GiveawayFactory(neighbourhood=neighbourhood, expires_at=timezone.now() + timedelta(days=4))
    assert jobs.end_listings() == 2
    assert jobs.end_listings() == 0
    states = dict(ListingPage.objects.values_list("pk", "state"))
    assert [states[listing.pk] for listing in (over, paused, soon, later)] == ["closed", "closed", "open", "open"]
    assert Notification.objects.filter(kind="listing-expiring").count() == 1
    assert told(soon.author) == {"listing-expiring"}
    assert told(over.author) == {"listing-expired"}
    assert told(later.author) == set()


def test_who_leaves_takes_their_listings_along(neighbourhood, resident):
    """Domain §3: access to the old neighbourhood ends at once."""
    here = GiveawayFactory(neighbourhood=neighbourhood, author=resident)
    other = GiveawayFactory(neighbourhood=neighbourhood)
    membership_ended.send(sender=None, membership=resident.memberships.get())
    here.refresh_from_db()
    other.refresh_from_db()
    assert (here.state, here.closed_reason, other.state) == ("closed", "withdrawn", "open")


def test_the_database_refuses_an_open_listing_without_an_end(neighbourhood):
    from django.db import IntegrityError, transaction

    listing = GiveawayFactory(neighbourhood=neighbourhood)
    for fields in ({"expires_at": None}, {"state": "closed"}, {"closed_reason": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListingPage.objects.filter(pk=listing.pk).update(**fields)
