"""Mutual help: a hand, and the calendar of what is lent."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings import jobs, services
from listings.errors import ListingError, NothingLeftError
from listings.models import HelpPage, Response
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import HelpFactory, index_of
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/help/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def day(number):
    return timezone.localdate() + timedelta(days=number)


def borrow(listing, person, first, last):
    return services.respond(listing=listing, by=person, period=(day(first), day(last)))


def neighbours(neighbourhood, count):
    return [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(count)]


def test_a_tool_is_lent_and_comes_back(client, neighbourhood, resident):
    """Both sides with plain forms: lent, refused where it overlaps, reminded, returned."""
    client.force_login(resident)
    assert client.get(COMPOSE).status_code == 200
    fields = {
        "direction": "offer", "form": "loan", "title": "Perceuse à percussion", "skill": "tool", "when": "", "words": "Avec ses mèches.",
        "longest_days": "5", "care": "Deux heures de suite au plus", "at_once": "on", "street": "", "audience": "neighbourhood",
    }  # fmt: skip
    client.post(client.post(COMPOSE, fields).url)
    drill = HelpPage.objects.get()
    one, two = neighbours(neighbourhood, 2)
    client.force_login(one)
    address = reverse("listings:respond", args=[drill.public_id])
    for first, last in ((-1, 1), (3, 2), (1, 6)):
        answer = client.post(address, {"starts_on": day(first).isoformat(), "ends_on": day(last).isoformat()})
        assert "form" in answer.context, (first, last)
    client.post(address, {"starts_on": day(1).isoformat(), "ends_on": day(5).isoformat()})
    loan = Response.objects.get()
    assert loan.state == "accepted"
    waiting = borrow(drill, two, 5, 6)
    assert waiting.state == "asked"
    with pytest.raises(NothingLeftError):
        services.accept_response(response=waiting, by=resident)
    services.mark_done(response=loan, by=resident)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    drill.refresh_from_db()
    assert drill.state == "open"


def test_the_day_of_return_is_told_before_and_after(neighbourhood):
    drill = HelpFactory(neighbourhood=neighbourhood, at_once=True)
    person = neighbours(neighbourhood, 1)[0]
    loan = borrow(drill, person, 0, 1)
    jobs.remind_of_returns()
    jobs.remind_of_returns()
    assert services.remind_of_return(response=loan, today=day(2)) == "loan-overdue"
    assert services.remind_of_return(response=loan, today=day(3)) == ""
    told = list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))
    assert told == ["loan-due", "loan-overdue"]


def test_the_database_itself_refuses_two_loans_of_one_day(neighbourhood):
    """LIM-01: whoever forgets the lock still cannot lend one thing twice."""
    drill = HelpFactory(neighbourhood=neighbourhood, at_once=True)
    one, two = neighbours(neighbourhood, 2)
    borrow(drill, one, 1, 3)
    with pytest.raises(IntegrityError, match="loans_do_not_overlap"), transaction.atomic():
        Response.objects.create(listing_id=drill.pk, resident=two, state="accepted", starts_on=day(3), ends_on=day(4))
    Response.objects.create(listing_id=drill.pk, resident=two, state="accepted", starts_on=day(4), ends_on=day(4))


steps = st.tuples(
    st.sampled_from(["borrow", "withdraw", "take", "done", "cancel", "accept"]), st.integers(0, 2), st.integers(0, 4), st.integers(0, 3)
)


@settings(max_examples=walks(8, steps=6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at_once=st.booleans(), steps=st.lists(steps, min_size=6, max_size=14))
def test_no_order_of_events_lends_one_day_twice(neighbourhood, at_once, steps):
    """LIM-02 for loans."""
    drill = HelpFactory(neighbourhood=neighbourhood, at_once=at_once)
    people = neighbours(neighbourhood, 3)
    for name, who, first, length in steps:
        answer = drill.responses.given_by(people[who]).live().first()
        decisions = {"done": services.mark_done, "cancel": services.cancel_response, "accept": services.accept_response}
        mine = {"withdraw": services.withdraw_response, "take": services.take_offer}
        try:
            if name == "borrow":
                borrow(drill, people[who], first, first + length)
            elif answer:
                by = people[who] if name in mine else drill.author
                (mine | decisions)[name](response=answer, by=by)
        except ListingError:
            continue
        days = [
            loan.starts_on + timedelta(days=number)
            for loan in drill.responses.filter(state__in=["accepted", "offered"])
            for number in range((loan.ends_on - loan.starts_on).days + 1)
        ]
        assert len(days) == len(set(days))


def test_a_hand_is_asked_for_and_given(client, neighbourhood):
    wanted = HelpFactory(neighbourhood=neighbourhood, form="hand", direction="request", skill="carry")
    person = neighbours(neighbourhood, 1)[0]
    client.force_login(person)
    client.post(reverse("listings:respond", args=[wanted.public_id]), {"message": "Je passe samedi."})
    answer = Response.objects.get()
    assert services.accept_response(response=answer, by=wanted.author).state == "accepted"
    assert client.get(wanted.url).status_code == 200
