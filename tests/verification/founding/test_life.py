"""From a proposal to an open place, and every other end: what follows what, who is told, what is refused (domain.md, section 2)."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from wagtail.models import Page

import pytest

from home.models import Boundary, Membership, NeighbourhoodPage
from home.services import appoint_curator, dismiss_curator
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.founding import gathering, proposed
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.verification import posted
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding import dormancy, endings, policy, proposals, reviews, states
from verification.models import Founding
from verification.services import confirm_membership, print_batch, start_membership, submit_code

pytestmark = pytest.mark.django_db
State = NeighbourhoodPage.State
ORDER = [State.PROPOSED, State.GATHERING, State.REVIEW, State.LIVE, State.DORMANT, State.LAPSED, State.ARCHIVED]
ALLOWED = {
    ("proposed", "gathering"), ("proposed", "lapsed"), ("gathering", "review"), ("gathering", "lapsed"), ("review", "live"),
    ("review", "gathering"), ("review", "lapsed"), ("live", "dormant"), ("live", "archived"), ("dormant", "live"), ("dormant", "archived"),
}  # fmt: skip


def state(founding):
    return NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id).state


def kinds_for(user):
    return set(Notification.objects.filter(user=user).values_list("kind", flat=True))


def confirm(founding):
    """One more neighbour proves to live there, as the services do it."""
    membership = start_membership(user=UserFactory(), neighbourhood=NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id), by=None)
    return confirm_membership(membership=membership, method="desk", level=2, by=None)


def test_nothing_follows_but_what_the_table_says(dinan):
    """Every pair of states, through the one function that writes them."""
    place = NeighbourhoodPageFactory(parent=dinan)
    moved = set()
    for before in ORDER:
        for after in ORDER:
            NeighbourhoodPage.objects.filter(pk=place.pk).update(state=before)
            try:
                states.move(states.locked(place.pk), after, by=None)
            except NotPossibleError:
                assert NeighbourhoodPage.objects.get(pk=place.pk).state == before
            else:
                moved.add((before.value, after.value))
    assert moved == ALLOWED


def test_a_neighbourhood_goes_from_a_drawing_to_its_opening(dinan, town_curator, founder):
    """domain.md §2: proposed → gathering → review at the tenth confirmed neighbour → live, with all it needs to be run."""
    founding = proposed(dinan, by=founder)
    place = founding.neighbourhood
    assert (state(founding), place.live, Page.objects.child_of(place).count()) == ("proposed", False, 0)
    proposals.send_proposal(founding=founding, by=founder)
    assert state(founding) == "gathering"
    assert kinds_for(town_curator) == {"founding_to_read"}
    for _neighbour in range(policy.FOUNDERS_NEEDED - 1):
        confirm(founding)
    assert state(founding) == "gathering"
    last = confirm(founding).user
    assert state(founding) == "review"
    assert kinds_for(town_curator) == {"founding_to_read", "founding_to_review"}
    assert "founding_in_review" in kinds_for(last)
    confirm(founding)  # an eleventh changes nothing
    opened = reviews.accept_founding(founding=founding, by=town_curator, curators=[last, town_curator])
    assert (opened.state, opened.live) == ("live", True)
    assert Page.objects.child_of(opened).count() >= 4
    assert set(opened.curator_group.user_set.all()) == {last, town_curator}
    assert founder not in opened.curator_group.user_set.all()
    assert kinds_for(founder) == {"founding_accepted"}


def test_proofs_work_while_a_place_gathers_and_the_town_prints(dinan, town_curator, foreign_curator, founder):
    """Postcards count from the first day: the town's curators print them, nobody of another town."""
    founding = gathering(dinan, by=founder, confirmed=policy.FOUNDERS_NEEDED - 1)
    card, code = posted(founder, NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id))
    assert submit_code(user=founder, code=code, by=founder).state == Membership.State.CONFIRMED
    assert state(founding) == "review"
    with pytest.raises(PermissionDenied):
        print_batch(neighbourhood=card.neighbourhood, by=foreign_curator)
    with pytest.raises(NotPossibleError):  # allowed, and nothing left to print
        print_batch(neighbourhood=card.neighbourhood, by=town_curator)


def test_a_curators_word_replaces_the_number(dinan, town_curator, foreign_curator, founder):
    founding = gathering(dinan, by=founder)
    for stranger in (foreign_curator, founder):
        with pytest.raises(PermissionDenied):
            reviews.sponsor_founding(founding=founding, by=stranger)
    reviews.sponsor_founding(founding=founding, by=town_curator)
    assert state(founding) == "review"
    with pytest.raises(PermissionDenied):
        reviews.accept_founding(founding=founding, by=foreign_curator)
    with pytest.raises(PermissionDenied):  # somebody who neither lives there nor runs the town
        reviews.accept_founding(founding=founding, by=town_curator, curators=[UserFactory()])


def test_a_refusal_says_why_and_takes_the_page_away_at_once(client, dinan, town_curator, founder):
    founding = gathering(dinan, by=founder, confirmed=2)
    address = founding.neighbourhood.url
    assert client.get(address).status_code == 200
    with pytest.raises(NotPossibleError):
        reviews.refuse_founding(founding=founding, reason="  ", by=town_curator)
    reviews.refuse_founding(founding=founding, reason="Ce nom est celui d’un commerce.", by=town_curator)
    assert client.get(address).status_code == 404
    assert endings.end_memberships() == 2
    assert not Membership.objects.current().filter(neighbourhood=founding.neighbourhood).exists()
    assert kinds_for(founder) == {"founding_refused"}
    client.force_login(founder)
    assert "Ce nom est celui" in client.get(founding.get_absolute_url()).content.decode()


def test_another_boundary_is_asked_for_drawn_and_read_again(dinan, town_curator, founder):
    founding = gathering(dinan, by=founder, confirmed=policy.FOUNDERS_NEEDED - 1)
    confirm(founding)
    with pytest.raises(NotPossibleError):
        reviews.send_back(founding=founding, change="", by=town_curator)
    reviews.send_back(founding=founding, change="Laissez le quai au Port.", by=town_curator)
    assert state(founding) == "gathering"
    confirm(founding)
    assert state(founding) == "gathering"  # nobody decides before the boundary has changed
    other = proposed_outline(dinan)
    with pytest.raises(NotPossibleError):
        change(founding, other, by=town_curator)
    change(founding, other, by=founder)
    assert state(founding) == "review"
    assert Boundary.objects.of_place(founding.neighbourhood_id).get().geometry == other.geometry


def proposed_outline(town):
    from verification.founding import outlines

    return outlines.circle(48.456, -2.046, 300, town)


def change(founding, outline, *, by):
    name = NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id).title
    return proposals.change_proposal(founding=founding, name=name, outline=outline, way="radius", reason="Voilà.", by=by)


def test_a_gathering_lapses_after_ninety_days_and_its_people_are_free(client, dinan, founder, step):
    """domain.md §2: lapse, by stepping dates: told fourteen days before, over on the ninetieth, forgotten after a year."""
    founding = gathering(dinan, by=founder, confirmed=3)
    member = Membership.objects.filter(neighbourhood=founding.neighbourhood).first().user
    step(policy.GATHERING - policy.LAST_CALL - timedelta(hours=1))
    assert (endings.last_calls(), endings.lapse_gatherings()) == (0, 0)
    step(timedelta(hours=2))
    assert (endings.last_calls(), endings.last_calls(), endings.lapse_gatherings()) == (1, 0, 0)
    step(policy.LAST_CALL)
    assert (endings.lapse_gatherings(), endings.lapse_gatherings()) == (1, 0)
    assert state(founding) == "lapsed"
    assert {"founding_last_call", "founding_lapsed"} <= kinds_for(member) & kinds_for(founder)
    assert (endings.end_memberships(), endings.end_memberships()) == (3, 0)
    ended = Membership.objects.of(member).get()
    assert (ended.state, bool(ended.ended_reason)) == ("left", True)
    assert client.get(founding.neighbourhood.url).status_code == 200  # old links lead to a kind page
    assert founding.neighbourhood.title not in client.get(dinan.url).content.decode()
    proposed(dinan, by=founder)  # the same name, once more
    step(policy.KEPT_AFTER_END)
    assert endings.forget_foundings() == 1
    founding.refresh_from_db()
    assert (founding.reason, founding.founder) == ("", None)
    assert not Boundary.objects.of_place(founding.neighbourhood_id).exists()
    assert client.get(founding.neighbourhood.url).status_code == 404


def test_a_complete_gathering_is_reviewed_even_on_its_last_evening(dinan, founder, step):
    founding = gathering(dinan, by=founder, confirmed=policy.FOUNDERS_NEEDED)  # came in uncounted
    step(policy.GATHERING + timedelta(hours=1))
    assert endings.lapse_gatherings() == 0
    assert state(founding) == "review"


def test_one_proposal_at_a_time_and_three_in_three_months(dinan, founder, step):
    first = proposed(dinan, by=founder)
    with pytest.raises(NotPossibleError, match="Les Hauts du Jerzual"):
        proposed(dinan, by=founder, name="Autre nom")
    proposals.withdraw_proposal(founding=first, by=founder)
    for name in ("Le Lavoir", "La Fontaine"):
        proposals.withdraw_proposal(founding=proposed(dinan, by=founder, name=name), by=founder)
    with pytest.raises(LimitReachedError) as refusal:
        proposed(dinan, by=founder, name="Le Verger")
    assert refusal.value.until == first.proposed_at + policy.PERSON_WINDOW
    step(policy.PERSON_WINDOW)
    proposed(dinan, by=founder, name="Le Verger")


def test_a_town_reads_five_proposals_a_day(dinan):
    for number in range(policy.FOUNDINGS_PER_TOWN_PER_DAY):
        proposed(dinan, name=f"Clos {'abcde'[number]}")
    with pytest.raises(LimitReachedError) as refusal:
        proposed(dinan, name="Un de trop")
    assert timezone.localtime(refusal.value.until).hour == 0


def test_a_place_without_curator_falls_asleep_after_sixty_days_and_wakes_with_one(client, dinan, step):
    """domain.md §2: dormant(60 days without curator). Reading goes on, and the page says so."""
    place = NeighbourhoodPageFactory(parent=dinan, title="Port et Jerzual")
    curator = UserFactory()
    appoint_curator(place=place, user=curator)
    dismiss_curator(place=place, user=curator)
    step(policy.DORMANT_AFTER - timedelta(days=1))
    assert dormancy.watch_places() == 0
    step(timedelta(days=1))
    assert (dormancy.watch_places(), dormancy.watch_places()) == (1, 0)
    place.refresh_from_db()
    assert place.state == "dormant"
    page = client.get(place.url).content.decode()
    assert "noindex" not in page
    assert "sans référent" in page
    start_membership(user=UserFactory(), neighbourhood=place, by=None)  # joining goes on
    curator.is_active = False
    curator.save()
    appoint_curator(place=place, user=curator)
    assert dormancy.watch_places() == 0  # nobody who may not sign in
    appoint_curator(place=place, user=UserFactory())
    place.refresh_from_db()
    assert place.state == "live"  # at once, not at the next round


def test_only_foundings_are_kept_of_a_withdrawn_proposal(dinan, founder):
    founding = proposed(dinan, by=founder)
    proposals.withdraw_proposal(founding=founding, by=founder)
    assert Founding.objects.get(pk=founding.pk).outcome == "withdrawn"
    assert Group.objects.filter(name__contains="Hauts").count() == 0
    with pytest.raises(NotPossibleError):
        proposals.send_proposal(founding=founding, by=founder)


def test_members_of_a_gathering_have_no_open_home_yet(dinan):
    """The tabs of a place lead nowhere before it opens."""
    member = MembershipFactory(neighbourhood=gathering(dinan).neighbourhood).user
    assert not NeighbourhoodPage.objects.home_of(member).exists()


def test_who_decides_is_reminded_every_week_that_a_place_waits_and_the_operator_from_the_second_time(
    dinan, town_curator, founder, operator, step
):
    founding = gathering(dinan, by=founder, confirmed=policy.FOUNDERS_NEEDED - 1)
    confirm(founding)
    assert state(founding) == "review"
    for days, told in ((6, 0), (1, 1), (0, 0), (7, 1)):
        assert "founding_waits" not in kinds_for(operator)
        step(timedelta(days=days))
        assert reviews.remind_reviewers() == told
    assert Notification.objects.filter(user=town_curator, kind="founding_waits").count() == 2
    assert Notification.objects.filter(user=operator, kind="founding_waits").count() == 1
    assert founding.neighbourhood.title in Notification.objects.filter(kind="founding_waits").first().build().title
    reviews.send_back(founding=founding, change="Le pont appartient à la Gare.", by=town_curator)
    step(timedelta(days=8))
    assert reviews.remind_reviewers() == 0


def test_the_page_of_a_gathering_thanks_those_who_are_counted_and_asks_the_others(client, dinan, founder):
    founding = gathering(dinan, by=founder, confirmed=1)
    page, ask, thanks = founding.neighbourhood.url, "Be one of the first", "You are one of the first"
    counted, beginning = Membership.objects.get().user, UserFactory()
    start_membership(user=beginning, neighbourhood=NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id), by=None)
    for person, shown, hidden in (
        (None, ask, thanks),
        (UserFactory(), ask, thanks),
        (counted, thanks, ask),
        (beginning, "Go on proving", ask),
    ):
        client.logout()
        if person:
            client.force_login(person)
        content = client.get(page, headers={"accept-language": "en"}).content.decode()
        assert shown in content
        assert hidden not in content
