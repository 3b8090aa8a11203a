"""Proving by position: what counts, what is refused and why, and that no coordinate stays anywhere (VER-10)."""

import json
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest

from home.models import Membership
from home.permissions import is_resident
from home.services import set_boundary
from home.zones import zone_of_town
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.home.shapes import polygon, square
from tests.verification.tables import tables
from tests.verification.threads import at_once
from verification import policy, services
from verification.errors import LimitReachedError, LocationRefusedError, NotPossibleError
from verification.models import LocationCheck
from verification.services.locations import is_night

INSIDE = {"lat": 48.4561234, "lon": -2.0451234, "accuracy": 20.0}
OUTSIDE = {"lat": 48.9137713, "lon": -2.9137713, "accuracy": 20.0}
#: Seven digits, so that no date of a row is taken for a coordinate.
CANARIES = ("4561234", "0451234", "9137713")
EVENING = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)


@pytest.fixture
def place(neighbourhood):
    set_boundary(place=neighbourhood, geometry=polygon(square()))
    return neighbourhood


@pytest.fixture
def clock(monkeypatch):
    """Set the clock of Django's `timezone.now`."""

    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


def moved(metres):
    """A position inside, some metres further north."""
    return {**INSIDE, "lat": INSIDE["lat"] + metres / 111_320}


def check(user, place, position=INSIDE):
    return services.join_by_position(user=user, neighbourhood=place, by=user, **position)


def refusal(user, place, position):
    with pytest.raises(LocationRefusedError) as refused:
        check(user, place, position)
    return refused.value.reason


@pytest.mark.django_db
class TestLevels:
    def test_one_position_gives_level_1_and_no_more(self, declared, place):
        """VER-10: reading and answering, not what level 2 may do."""
        membership, progress = check(declared, place)
        assert (membership.level, membership.method, membership.state) == (1, "geolocation", "confirmed")
        assert is_resident(declared, place)
        assert not is_resident(declared, place, level=2)
        assert progress.days_left == 2

    @pytest.mark.parametrize(
        ("policy_says_so", "hours", "level"),
        [(True, (0, 40, 64), 2), (False, (0, 40, 64), 1), (True, (0, 0.01, 24), 1), (True, (-8, 16, 40), 1), (True, (3.4, 3.6, 27.6), 1)],
        ids=["three days and a night", "not the policy", "two days", "never at night", "around midnight is one day"],
    )
    def test_three_days_and_a_night_give_level_2_if_the_policy_says_so(self, declared, place, clock, policy_says_so, hours, level):
        """VER-10, domain.md section 3. The first position is at 21:30 in Dinan unless said otherwise."""
        place.geolocation_gives_level_2 = policy_says_so
        place.save()
        for number, hour in enumerate(hours):
            clock(EVENING + timedelta(hours=hour))
            membership, _progress = check(declared, place, moved(number))
        assert membership.level == level

    def test_a_verified_member_is_neither_lowered_nor_renewed_by_a_weaker_proof(self, place):
        soon = timezone.now() + timedelta(days=5)
        member = MembershipFactory(neighbourhood=place, state="expiring", expires_at=soon)
        check(member.user, place)
        member.refresh_from_db()
        assert (member.level, member.method, member.state, member.expires_at) == (2, "postcard", "expiring", soon)

    def test_days_older_than_three_months_count_no_more_and_are_destroyed(self, declared, place, step):
        check(declared, place)
        step(policy.LOCATION_WINDOW + timedelta(minutes=1))
        assert services.position_progress(user=declared, neighbourhood=place).days == ()
        assert services.forget_locations() == 1
        check(declared, place)  # what recognised the coordinates is gone too


@pytest.mark.django_db
class TestRefusals:
    def test_each_refusal_says_why_and_starts_nothing(self, declared, place):
        assert refusal(declared, place, {**INSIDE, "accuracy": 150.5}) == "inaccurate"
        assert refusal(declared, place, {**INSIDE, "accuracy": float("nan")}) == "inaccurate"
        assert refusal(declared, place, OUTSIDE) == "outside"
        assert refusal(declared, place, {**INSIDE, "lat": float("nan")}) == "outside"
        assert not Membership.objects.exists()
        assert check(declared, place, {**INSIDE, "accuracy": 150})[0].level == 1
        assert refusal(declared, place, INSIDE) == "repeated"
        assert check(declared, place, moved(1))[0].level == 1

    def test_one_position_proves_one_account_and_a_step_aside_another(self, declared, place, other_neighbourhood):
        """VER-10: a position that was recorded and handed round lets in its first sender only, wherever it is sent."""
        check(declared, place)
        other = UserFactory()
        assert refusal(other, place, INSIDE) == "repeated"
        assert refusal(other, place, {**INSIDE, "lat": INSIDE["lat"] + 1e-8, "accuracy": 3}) == "repeated"
        assert not Membership.objects.of(other).exists()
        assert check(other, place, moved(1))[0].level == 1

    def test_from_elsewhere_the_neighbourhood_one_is_in_is_named(self, declared, place):
        other = NeighbourhoodPageFactory(title="Gare", parent=place.get_parent().specific)
        set_boundary(place=other, geometry=polygon(square(lon=-2.2)))
        with pytest.raises(LocationRefusedError, match="Gare"):
            check(declared, place, {**INSIDE, "lon": -2.195})

    def test_ten_checks_a_day_refused_ones_too(self, declared, place, step):
        for _ in range(policy.LOCATION_TRIES):
            refusal(declared, place, OUTSIDE)
        with pytest.raises(LimitReachedError) as limit:
            check(declared, place)
        assert timedelta(hours=23) < limit.value.until - timezone.now() <= timedelta(hours=24)
        step(policy.LOCATION_TRIES_WINDOW)
        check(declared, place)

    def test_where_positions_do_not_count_and_where_no_boundary_is_drawn_nothing_is_compared(self, declared, place, other_neighbourhood):
        with pytest.raises(NotPossibleError):
            check(declared, other_neighbourhood)
        place.methods = ["postcard"]
        with pytest.raises(NotPossibleError):
            check(declared, place)
        assert not LocationCheck.objects.exists()

    def test_who_lives_elsewhere_must_leave_first(self, outsider, place):
        with pytest.raises(NotPossibleError):
            check(outsider, place)


NIGHTS = [
    ("2026-10-24T17:59", False),  # 19:59, the evening before the clocks go back
    ("2026-10-24T18:00", True),
    ("2026-10-25T00:30", True),  # 02:30, the first time
    ("2026-10-25T01:30", True),  # 02:30, the second time
    ("2026-10-25T04:59", True),  # 05:59, winter time now
    ("2026-10-25T05:00", False),
    ("2026-10-25T18:59", False),
    ("2026-10-25T19:00", True),  # 20:00
    ("2027-03-27T19:00", True),  # 20:00, the evening before the clocks go forward
    ("2027-03-28T03:59", True),  # 05:59, summer time now; 02:30 never was
    ("2027-03-28T04:00", False),
    ("2027-03-28T17:59", False),
    ("2027-03-28T18:00", True),
]


@pytest.mark.parametrize(("utc", "night"), NIGHTS)
def test_the_night_is_told_by_the_clock_on_the_wall_when_it_changes_too(utc, night):
    local = datetime.fromisoformat(f"{utc}+00:00").astimezone(zone_of_town("22050"))
    assert is_night(local) is night


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "utc", "day", "night"),
    [
        ("22050", "2026-11-25T03:00", "2026-11-25", True),
        ("97411", "2026-11-25T03:00", "2026-11-25", False),  # 07:00 in Saint-Denis
        ("97209", "2026-11-25T03:00", "2026-11-24", True),  # 23:00 the day before in Fort-de-France
        ("98735", "2026-11-25T03:00", "2026-11-24", False),  # 17:00 in Papeete
    ],
)
def test_a_place_overseas_has_its_own_day_and_night(declared, place, clock, code, utc, day, night):
    town = place.town
    town.code = code
    town.save()
    clock(datetime.fromisoformat(f"{utc}+00:00"))
    check(declared, place)
    kept = LocationCheck.objects.get()
    assert (str(kept.day), kept.is_night) == (day, night)


@pytest.mark.django_db
def test_no_coordinate_stays_in_any_table_of_ours(declared, place, client, caplog):
    """VER-10, domain.md principle 5: only pass or fail is kept, and nothing goes back into the page."""
    client.force_login(declared)
    url = reverse("verification:join-position", args=[place.pk])
    assert client.post(url, OUTSIDE).status_code == 200
    assert client.post(url, INSIDE).status_code == 302
    page = client.post(url, INSIDE).content.decode()
    for table, rows in tables(but={"home_boundary"}):
        assert not any(canary.encode() in rows for canary in CANARIES), table
    assert not any(canary in page + caplog.text + json.dumps(dict(client.session)) for canary in CANARIES)
    assert ModelLogEntry.objects.filter(action="verification.membership_confirmed").count() == 1


@pytest.mark.django_db
def test_every_refusal_is_a_sentence_with_a_next_step(declared, place, client):
    """Issue 3, item 2: refused permission, no position, bad accuracy, outside, repeated."""
    client.force_login(declared)
    url = reverse("verification:join-position", args=[place.pk])
    sent = {
        "denied": {"problem": "denied"},
        "timeout": {"problem": "timeout"},
        "unavailable": {"problem": "unavailable", "lat": ""},
        "inaccurate": {**INSIDE, "accuracy": 900},
        "outside": OUTSIDE,
    }
    words = {}
    for reason, data in sent.items():
        response = client.post(url, data, headers={"accept-language": "fr"})
        assert f'data-refusal="{reason}"' in response.content.decode()
        words[reason] = str(response.context["refusal"])
    assert len(set(words.values())) == len(sent)
    assert all(sentence.count(".") >= 2 or "," in sentence for sentence in words.values())
    assert LocationCheck.objects.filter(passed=False).count() == 2  # a browser that says nothing costs no try


@pytest.mark.django_db
def test_the_page_of_ways_offers_what_the_policy_counts_and_what_would_help(declared, resident, place, client):
    url = reverse("verification:join", args=[place.pk])
    client.force_login(declared)
    assert [way.method for way in client.get(url).context["ways"]] == ["postcard", "vouch", "geolocation", "desk"]
    assert client.get(url, {"preuve": "geolocation"}).url == reverse("verification:join-position", args=[place.pk])
    Membership.objects.update(state="expiring")
    client.force_login(resident)
    assert "geolocation" not in [way.method for way in client.get(url).context["ways"]]
    place.geolocation_gives_level_2 = True
    place.save()
    assert "geolocation" in [way.method for way in client.get(url).context["ways"]]
    type(place).objects.update(methods=[])
    assert client.get(url).context["ways"] == []


@pytest.mark.django_db(transaction=True)
def test_parallel_refusals_count_one_by_one(place):
    """Fourteen at once: ten are compared, four meet the limit."""
    user = UserFactory()
    answers = at_once(14, lambda: check(user, place, OUTSIDE))
    assert sum(isinstance(answer, LocationRefusedError) for answer in answers) == policy.LOCATION_TRIES
    assert LocationCheck.objects.count() == policy.LOCATION_TRIES


@pytest.mark.django_db(transaction=True)
def test_one_position_sent_by_eight_accounts_at_once_lets_in_one(place):
    """VER-10, under load: the constraint decides, and the refused keep their try."""
    people = UserFactory.create_batch(8)
    answers = at_once(8, lambda: check(people.pop(), place))
    assert sum(isinstance(answer, LocationRefusedError) for answer in answers) == 7
    assert Membership.objects.active().count() == 1
    assert LocationCheck.objects.filter(passed=False).count() == 7
