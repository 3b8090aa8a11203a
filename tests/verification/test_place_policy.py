"""What a neighbourhood decides about its proofs, and what its curators may count (issue 3, items 8 and 9; PRV-04)."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageLogEntry

import pytest

from home.services import set_boundary
from tests.factories import verification as make
from tests.factories import vouching
from tests.factories.accounts import UserFactory
from tests.home.shapes import polygon, square
from verification import policy, services
from verification.errors import LimitReachedError, LocationRefusedError, PolicyRefusedError, WrongCodeError
from verification.models import PlacePolicy, ProofStep
from verification.services import Policy
from verification.services.funnel import Figure

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def choose(place, by, *methods, level_2=False, **limits):
    return services.set_policy(neighbourhood=place, chosen=Policy(methods, level_2, **limits), by=by)


@pytest.fixture
def drawn(neighbourhood):
    set_boundary(place=neighbourhood, geometry=polygon(square()))
    return neighbourhood


class TestPolicy:
    @pytest.mark.parametrize("methods", [(), ("vouch",), ("geolocation",), ("vouch", "geolocation")])
    def test_it_never_leaves_people_outside(self, drawn, curator, methods):
        with pytest.raises(PolicyRefusedError) as refusal:
            choose(drawn, curator, *methods)
        assert refusal.value.field == "methods"
        drawn.refresh_from_db()
        assert len(drawn.methods) == 4

    def test_a_position_may_be_the_only_way_where_three_of_them_are_a_full_proof(self, drawn, curator):
        choose(drawn, curator, "geolocation", level_2=True)
        with pytest.raises(PolicyRefusedError, match=r"vouch|parrain"):
            choose(drawn, curator, "geolocation", "vouch", level_2=True)

    def test_a_position_needs_a_boundary(self, neighbourhood, curator):
        with pytest.raises(PolicyRefusedError):
            choose(neighbourhood, curator, "postcard", "geolocation")

    def test_who_decides_and_what_the_log_keeps(self, drawn, curator, other_curator, resident, operator):
        for stranger in (other_curator, resident):
            with pytest.raises(PermissionDenied):
                choose(drawn, stranger, "postcard")
        choose(drawn, curator, "postcard", cards_per_day=9)
        entry = PageLogEntry.objects.filter(action="verification.policy_changed").get()
        assert entry.user == curator
        assert entry.data["cards_per_day"] == [policy.CARDS_PER_NEIGHBOURHOOD_PER_DAY, 9]
        choose(drawn, operator, "postcard", cards_per_day=9)  # nothing new: nothing to log
        assert PageLogEntry.objects.filter(action="verification.policy_changed").count() == 1

    def test_limits_hold_and_stay_within_bounds(self, drawn, curator):
        choose(drawn, curator, "postcard", "desk", cards_per_day=5, desk_codes_per_day=5)
        for _ in range(5):
            make.requested(neighbourhood=drawn)
            make.handed_over(drawn, curator)
        with pytest.raises(LimitReachedError):
            make.requested(neighbourhood=drawn)
        with pytest.raises(LimitReachedError):
            make.handed_over(drawn, curator)
        with pytest.raises(Exception, match="a_policy_stays_within_bounds"):
            PlacePolicy.objects.update(cards_per_day=201)

    def test_a_waiting_draft_does_not_bring_the_old_policy_back(self, drawn, curator):
        drawn.refresh_from_db()
        drawn.motto = "En attente"
        revision = drawn.save_revision(user=curator)
        choose(drawn, curator, "desk")
        revision.refresh_from_db()
        revision.publish()
        drawn.refresh_from_db()
        assert (drawn.motto, drawn.methods) == ("En attente", ["desk"])

    def test_the_screen_refuses_in_words_and_keeps_what_was_ticked(self, client, drawn, curator):
        client.force_login(curator)
        url = reverse("verification_policy:edit", args=[drawn.pk])
        sent = {"methods": ["vouch"], "cards_per_day": 60, "desk_codes_per_day": 30, "desk_words": "Jeudi, 10 h"}
        refused = client.post(url, sent)
        assert refused.context["form"].errors["methods"]
        assert "Jeudi, 10 h" in refused.content.decode()
        assert client.post(url, {**sent, "cards_per_day": 900, "methods": ["postcard"]}).status_code == 200
        assert client.post(url, {**sent, "methods": ["postcard", "desk"]}).status_code == 302
        assert services.policy_of(type(drawn).objects.get(pk=drawn.pk)) == Policy(("postcard", "desk"), False, 60, 30, "Jeudi, 10 h")
        assert 'name="methods"' not in client.get(reverse("wagtailadmin_pages:edit", args=[drawn.pk])).content.decode()


def record(place, month, method, step, count):
    ProofStep.objects.bulk_create(ProofStep(neighbourhood=place, month=month, method=method, step=step) for _ in range(count))


def figures(place, month, method):
    return dict(dict(services.funnel_of(neighbourhood=place, today=TODAY))[method])[month]


class TestFunnel:
    def test_each_way_counts_its_steps_and_knows_no_person(self, drawn, curator, declared):
        card, code = make.posted(neighbourhood=drawn)
        services.submit_code(user=card.user, code=code, by=card.user)
        locked, right = make.posted(neighbourhood=drawn)
        for _ in range(5):
            with pytest.raises(WrongCodeError):
                services.submit_code(user=locked.user, code=make.wrong(right), by=locked.user)
        _slip, code = make.handed_over(drawn, curator)
        services.submit_code(user=declared, code=code, by=declared)
        walker = UserFactory()
        for lat in (48.9, 48.9, 48.4561):
            try:
                services.join_by_position(user=walker, neighbourhood=drawn, lat=lat, lon=-2.0451, accuracy=20, by=walker)
            except LocationRefusedError:
                continue
        vouching.vouch(vouching.asked(drawn), vouching.strong(drawn), vouching.strong(drawn))
        rows = sorted(ProofStep.objects.values_list("method", "step"))
        assert rows == sorted(
            [("", "started")] * 5
            + [("vouch", "asked"), ("vouch", "confirmed")]
            + [("postcard", "asked")] * 2
            + [("postcard", "confirmed"), ("postcard", "ended")]
            + [("desk", "asked"), ("desk", "confirmed")]
            + [("geolocation", "asked"), ("geolocation", "confirmed"), ("geolocation", "ended")]
        )
        assert {field.name for field in ProofStep._meta.get_fields()} == {"id", "neighbourhood", "month", "method", "step"}

    def test_a_question_nobody_completed_and_one_a_curator_refused_came_to_nothing(self, drawn, curator, step):
        """Taken back or proved otherwise is no refusal: it is not counted."""
        services.cancel_request(request=(taken_back := vouching.asked(drawn)), by=taken_back.user)
        held = vouching.asked(drawn, network="192.0.2.1")
        vouching.vouch(held, vouching.strong(drawn), vouching.strong(drawn), network="192.0.2.1")
        services.refuse_hold(hold=vouching.fresh(held).hold, by=curator, reason="Une seule main")
        vouching.asked(drawn)
        step(policy.VOUCH_REQUEST_LIFE + timedelta(minutes=1))
        assert services.expire_requests() == 1
        counted = ProofStep.objects.filter(method="vouch")
        assert sorted(counted.values_list("step", flat=True)) == ["asked"] * 3 + ["ended"] * 2

    def test_a_slip_nobody_used_is_counted_once_after_its_48_hours(self, drawn, curator, declared, step):
        make.handed_over(drawn, curator)
        _slip, code = make.handed_over(drawn, curator)
        services.submit_code(user=declared, code=code, by=declared)
        cancelled, _code = make.handed_over(drawn, curator)
        services.cancel_desk_code(handed=cancelled, by=curator)
        assert services.lapse_desk_codes() == 0
        step(policy.DESK_CODE_LIFE + timedelta(minutes=1))
        assert [services.lapse_desk_codes(), services.lapse_desk_codes()] == [1, 0]
        assert ProofStep.objects.filter(method="desk", step="ended").count() == 2  # with the cancelled one

    def test_an_expired_card_is_counted_once(self, drawn, step):
        make.posted(neighbourhood=drawn)
        step(policy.CARD_LIFE + timedelta(minutes=1))
        assert services.expire_cards() == 1
        assert services.expire_cards() == 0
        assert ProofStep.objects.filter(method="postcard", step="ended").count() == 1

    def test_small_groups_and_nobody_look_the_same(self, drawn):
        """PRV-04."""
        october = date(2026, 10, 1)
        shown = set()
        for count in range(5):
            ProofStep.objects.all().delete()
            record(drawn, october, "desk", "confirmed", count)
            shown.add(str(figures(drawn, october, "desk")["confirmed"]))
        assert shown == {"< 5"}

    def test_no_subtraction_of_figures_tells_of_fewer_than_five(self, drawn):
        """PRV-04: whatever asked and confirmed were, what is shown leaves at least five possible differences."""
        for asked in range(5, 30):
            for confirmed in range(5, asked + 1):
                one, other = Figure(asked - asked % 5), Figure(confirmed - confirmed % 5)
                differences = range(one.least - other.most, one.most - other.least + 1)
                assert len(differences) >= 5
                assert asked - confirmed in differences

    def test_looking_again_within_the_month_shows_nothing_new(self, client, drawn, curator):
        """PRV-04: differencing over time. The running month is shown when it is over, and other places never."""
        client.force_login(curator)
        url = reverse("verification_policy:figures", args=[drawn.pk])
        before = [way["rows"] for way in client.get(url).context["ways"]]
        record(drawn, timezone.localdate().replace(day=1), "desk", "confirmed", 40)
        record(make.NeighbourhoodPageFactory(), date(2026, 10, 1), "desk", "confirmed", 40)
        assert [way["rows"] for way in client.get(url).context["ways"]] == before

    def test_the_page_draws_and_writes_the_same_with_as_many_questions_for_one_row_and_a_thousand(self, client, drawn, curator):
        client.force_login(curator)
        url = reverse("verification_policy:figures", args=[drawn.pk])
        month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
        record(drawn, month, "postcard", "asked", 1)
        counts = []
        for more in (0, 999):
            record(drawn, month, "postcard", "asked", more)
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                page = client.get(url).content.decode()
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert "1000–1004" in page
        assert 'class="chart"' in page
