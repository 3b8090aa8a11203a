"""Answering to a pattern of many dates: the next few stand open, one tick means all of them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from wagtail.models import Site

import pytest

from listings import limits, services
from listings.models import Conversation, Response
from notifications import kinds
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import ChildcareFactory, index_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(client, neighbourhood):
    """Two evenings and an afternoon every week, seen by a neighbour who could come."""
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    first = timezone.localdate() + timedelta(days=2)
    pattern = {"grid": ["1-pm", "2-eve", "4-eve"], "starts": None, "ends": None}
    client.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
    return ChildcareFactory(neighbourhood=neighbourhood, first_day=first, last_day=first + timedelta(days=60), **pattern)


def test_the_next_dates_stand_open_and_the_others_are_folded_away(client, weekly):
    """Fourteen boxes are a wall: four dates, one tick for all, the rest behind words that say so. Without script."""
    page = client.get(weekly.url, headers={"accept-language": "en"}).content.decode()
    before, folded = page.split("<summary>More dates</summary>")
    assert before.count('name="dates"') == limits.UNFOLDED_DATES + 1
    assert folded.count('name="dates"') == limits.SHOWN_HOURS - limits.UNFOLDED_DATES
    assert "Every time until" in before
    assert "<details" in before.rpartition('name="dates"')[2]


def test_one_tick_answers_all_dates(client, weekly):
    """As often as the pattern is shown, and none twice when single dates are ticked as well."""
    one = str(weekly.occurrences.first().public_id)
    answer = {"dates": ["every", one], "sitter_age": "18+", "message": "Je peux chaque fois."}
    client.post(reverse("listings:respond", args=[weekly.public_id]), answer)
    shown = weekly.occurrences.order_by("starts_at")[: limits.SHOWN_HOURS]
    assert list(Response.objects.order_by("occurrence__starts_at").values_list("occurrence", flat=True)) == [row.pk for row in shown]


def test_one_press_says_yes_to_all_dates_that_have_room(client, weekly):
    """Eight questions are one answer. A date that somebody else has meanwhile goes on waiting; nobody but the author decides."""
    answer = {"dates": ["every"], "sitter_age": "18+", "message": "Je peux chaque fois."}
    client.post(reverse("listings:respond", args=[weekly.public_id]), answer)
    first, *_others, last = Response.objects.order_by("occurrence__starts_at")
    other = MembershipFactory(neighbourhood=weekly.neighbourhood).user
    given = {"sitter_age": "18+"}
    services.accept_response(response=services.respond(listing=weekly, by=other, occurrence=last.occurrence, given=given), by=weekly.author)
    address = reverse("listings:response", args=[first.public_id])
    client.post(address, {"do": "accept_every"})  # by who asks
    assert not Response.objects.filter(resident=first.resident, state="accepted").exists()
    client.force_login(weekly.author)
    page = client.get(reverse("listings:mine"), headers={"accept-language": "en"}).content.decode()
    assert page.count('value="accept_every"') == 1
    assert f"Say yes to the {limits.SHOWN_HOURS} dates" in page
    for _ in range(2):
        client.post(address, {"do": "accept_every", "note": "Sonnez au bleu."})
    states = list(first.listing.responses.filter(resident=first.resident).order_by("occurrence__starts_at").values_list("state", flat=True))
    assert states == ["accepted"] * (limits.SHOWN_HOURS - 1) + ["asked"]


def test_a_date_chosen_in_the_fold_stands_open_when_the_answer_comes_back(client, weekly):
    """Nothing that was typed hides when something else is refused."""
    late = weekly.occurrences.order_by("starts_at")[limits.SHOWN_HOURS - 1]
    answer = {"dates": [str(late.public_id)], "sitter_age": "", "message": "Le dernier vendredi."}
    refused = client.post(reverse("listings:respond", args=[weekly.public_id]), answer).content.decode()
    assert '<details class="stack" open>' in refused
    assert "Le dernier vendredi." in refused
    assert not Response.objects.exists()


def told(kind, user):
    """Return the notices of this kind, in words."""
    rows = Notification.objects.filter(kind=kind, user=user).order_by("pk")
    return [(message.title, message.body) for message in (kinds.get(row.kind).build(row.data) for row in rows)]


def test_many_dates_are_one_notice_and_one_card_each_way(client, weekly):
    """Fourteen dates of one tick are one piece of news; so is the yes to them, a no, and taking them back. Each date is still its own."""
    guest, count = MembershipFactory(neighbourhood=weekly.neighbourhood), limits.SHOWN_HOURS
    client.force_login(guest.user)
    client.post(reverse("listings:respond", args=[weekly.public_id]), {"dates": ["every"], "sitter_age": "18+", "message": "Chaque fois."})
    ((_title, body),) = told("response-received", weekly.author)
    assert body.startswith(f"{count} dates")
    first, second, *_others = Response.objects.given_by(guest.user).order_by("occurrence__starts_at")
    talk = Conversation.objects.visible_to(guest.user).get()
    assert client.get(reverse("listings:conversation", args=[talk.public_id])).content.decode().count("Chaque fois.") == 1

    client.force_login(weekly.author)
    assert "1 neighbour waits" in client.get(weekly.url, headers={"accept-language": "en"}).content.decode()
    page = client.get(reverse("listings:mine")).content.decode()
    assert page.count("Chaque fois.") == 1
    assert page.count('value="accept_every"') == page.count('value="decline_every"') == 1
    assert page.count('value="decline"') == count
    client.post(reverse("listings:response", args=[first.public_id]), {"do": "decline"})
    client.post(reverse("listings:response", args=[second.public_id]), {"do": "accept_every"})
    assert [body for _title, body in told("response-declined", guest.user)] == [capfirst(first.occurrence.when)]
    ((_title, body),) = told("response-accepted", guest.user)
    assert body.startswith(f"{count - 1} dates")

    client.force_login(guest.user)
    for address in (reverse("listings:mine"), weekly.url):
        page = client.get(address).content.decode()
        assert page.count('value="withdraw_every"') == 1
        assert page.count('value="withdraw"') == count - 1
    client.post(reverse("listings:response", args=[first.public_id]), {"do": "withdraw_every"})
    assert not Response.objects.given_by(guest.user).live().exists()
    ((title, body),) = told("response-ended", weekly.author)
    assert guest.user.pseudonym in title
    assert body.startswith(f"{count - 1} dates")


def test_a_no_to_all_dates_is_told_once(client, weekly):
    """Only by whoever decides: the other one's press changes nothing."""
    asked = [
        services.respond(
            listing=weekly,
            by=MembershipFactory(neighbourhood=weekly.neighbourhood).user,
            occurrence=weekly.occurrences.first(),
            given={"sitter_age": "18+"},
        )
    ]
    guest = asked[0].resident
    asked += services.respond_on_dates(
        listing=weekly, by=guest, occurrences=list(weekly.occurrences.all()[1:4]), given={"sitter_age": "18+"}
    )
    for by in (guest, weekly.author):
        client.force_login(by)
        client.post(reverse("listings:response", args=[asked[2].public_id]), {"do": "decline_every"})
        states = set(Response.objects.given_by(guest).values_list("state", flat=True))
        assert states == ({"declined"} if by == weekly.author else {"asked"})
    ((_title, body),) = told("response-declined", guest)
    assert body.startswith("4 dates")
