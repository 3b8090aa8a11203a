"""Who runs a purchase, who meets what of it, and who may call it off (domain.md §4.2)."""

from datetime import timedelta

from django.urls import reverse

from wagtail.models import Site

import pytest

from listings import services
from listings.errors import ListingError, NotAllowedError, WrongStateError
from listings.models import ExactPlace, PickupSlot, Pledge
from tests.factories.listings import GroupBuyFactory, index_of
from tests.listings.purchases import neighbours, take, told
from verification.services import leave_neighbourhood

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def test_the_deputy_runs_it_and_takes_over_when_the_organiser_leaves(client, neighbourhood, outsider):
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    organiser, deputy = purchase.author, neighbours(neighbourhood, 1)[0]
    with pytest.raises(ListingError):
        services.name_deputy(purchase=purchase, by=organiser, pseudonym=outsider.pseudonym)
    with pytest.raises(NotAllowedError):
        services.name_deputy(purchase=purchase, by=deputy, pseudonym=deputy.pseudonym)
    services.name_deputy(purchase=purchase, by=organiser, pseudonym=deputy.pseudonym)
    for person in (organiser, *neighbours(neighbourhood, 1)):  # who organises buys too
        take(purchase, person, 1)
    services.lock_purchase(purchase=purchase, by=deputy)
    client.force_login(neighbours(neighbourhood, 1)[0])
    assert client.get(purchase.url).status_code == 404
    client.force_login(deputy)
    assert client.get(purchase.url).status_code == 200
    services.hand_over_purchases(membership=organiser.memberships.get())
    purchase.refresh_from_db()
    assert (purchase.author, purchase.deputy) == (deputy, None)
    assert told(deputy) == ["deputy", "locked", "taken-over"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed": ""}, "agreed"),
        ({"flour": "0", "rice": "0"}, None),
        ({"flour": "3"}, "flour"),
        ({"flour": "12"}, "flour"),
        ({"rice": "deux"}, "rice"),
        ({"slot": "0"}, "slot"),
        ({"rice": "4"}, "__all__"),
    ],
    ids=["not promised", "nothing taken", "not by the step", "above the most", "no number", "an hour that is none", "more than is left"],
)
def test_a_pledge_that_cannot_be_given_comes_back_with_what_was_typed(client, neighbourhood, changes, field):
    """Whether the form or the service refuses it, the reason stands on top, beside the field, and nothing typed is lost."""
    products = [
        {"name": "Farine", "price": 2, "minimum": 2, "step": 2, "maximum": 10},
        {"name": "Riz", "price": 3, "pack": 5, "packs_available": 1},
    ]
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, products=products)
    flour, rice = (product.pk for product in purchase.products.all())
    starts = purchase.closes_at + timedelta(days=3)
    slots = [
        PickupSlot.objects.create(purchase=purchase, starts_at=starts + timedelta(hours=n), ends_at=starts + timedelta(hours=n + 1))
        for n in (0, 1)
    ]
    take(purchase, neighbours(neighbourhood, 1)[0], 0, 2, slot=slots[0])
    client.force_login(neighbours(neighbourhood, 1)[0])
    form = client.get(purchase.url).context["panel"].pledge_form
    assert form.fields[f"take_{rice}"].widget.attrs["max"] == 3
    typed = {"flour": "4", "rice": "1", "slot": str(slots[1].pk), "agreed": "on"} | changes
    sent = {f"take_{flour}": typed["flour"], f"take_{rice}": typed["rice"], "slot": typed["slot"], "agreed": typed["agreed"]}
    refused = client.post(reverse("listings:pledge", args=[purchase.public_id]), sent)
    names = {"flour": f"take_{flour}", "rice": f"take_{rice}", None: f"take_{flour}"}
    assert refused.context["form"].errors.keys() == {names.get(field, field)}
    page = refused.content.decode()
    assert "error-summary" in page
    for product in (flour, rice):
        assert f'value="{sent[f"take_{product}"]}"' in page
    ticked = [name for name, value in (("slot", slots[1].pk), ("agreed", "on")) if typed[name] == str(value)]
    assert page.count(" checked") == len(ticked)
    assert Pledge.objects.count() == 1


def test_who_leaves_is_free_until_it_binds(neighbourhood):
    """VER-11: what was pledged among neighbours is taken back; what binds stays theirs to fetch."""
    free, bound = (GroupBuyFactory(neighbourhood=neighbourhood) for _ in range(2))
    people = neighbours(neighbourhood, 2)
    for purchase in (free, bound):
        for person in people:
            take(purchase, person, 1)
    services.lock_purchase(purchase=bound, by=bound.author)
    leave_neighbourhood(membership=people[0].memberships.get(), by=people[0])
    assert [purchase.responses.get(resident=people[0]).state for purchase in (free, bound)] == ["withdrawn", "accepted"]


def test_who_does_not_take_part_meets_nothing_of_it(client, neighbourhood, outsider, other_curator, curator):
    """SEC-05: participants see names, the organiser quantities, a curator neither desk nor papers, elsewhere nothing."""
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    ExactPlace.objects.create(listing=purchase, words="Au pied du treuil")
    reader, *takers = neighbours(neighbourhood, 3)
    for person in takers:
        take(purchase, person, 1)
    desk = [reverse(f"listings:{name}", args=[purchase.public_id]) for name in ("purchase", "purchase-pickup")]
    client.force_login(reader)
    page = client.get(purchase.url).content.decode()
    assert not [person for person in takers if person.pseudonym in page]
    client.force_login(takers[0])
    assert takers[1].pseudonym in client.get(purchase.url).content.decode()
    services.lock_purchase(purchase=purchase, by=purchase.author)
    sheets = [
        reverse("listings:purchase-sheet", args=[purchase.public_id, name, form])
        for name in ("commande", "retrait", "caisse")
        for form in ("pdf", "csv")
    ]
    for person, sees in ((reader, 404), (outsider, 404), (other_curator, 404), (curator, 200), (takers[0], 200), (purchase.author, 200)):
        client.force_login(person)
        answer = client.get(purchase.url)
        assert answer.status_code == sees, person
        assert ("treuil" in answer.content.decode()) is (person in {takers[0], purchase.author})
        runs = 200 if person == purchase.author else 404
        assert {client.get(address).status_code for address in desk + sheets} == {runs}, person
    assert client.post(reverse("listings:transition", args=[purchase.public_id]), {"do": "renew"}).status_code == 302
    purchase.refresh_from_db()
    assert (purchase.state, purchase.phase) == ("closed", "locked")


def test_a_curator_or_the_organiser_may_call_it_off(neighbourhood, curator):
    removed, given_up = (GroupBuyFactory(neighbourhood=neighbourhood) for _ in range(2))
    people = neighbours(neighbourhood, 2)
    for purchase in (removed, given_up):
        for person in people:
            take(purchase, person, 1)
    services.remove_listing(listing=removed, by=curator, why="Ce n’est pas un achat groupé.")
    with pytest.raises(WrongStateError):
        services.close_listing(listing=given_up, by=given_up.author, done=True)
    services.lock_purchase(purchase=given_up, by=given_up.author)
    services.fail_purchase(purchase=given_up, by=given_up.author, why="La scierie a fermé.")
    for purchase, reason in ((removed, "removed"), (given_up, "withdrawn")):
        purchase.refresh_from_db()
        assert (purchase.phase, purchase.closed_reason) == ("failed", reason)
        assert set(purchase.responses.values_list("state", flat=True)) == {"cancelled"}
