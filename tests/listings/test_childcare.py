"""Childcare: who may sit for how long, who may read and answer, and the first meeting."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.models import Membership
from listings import services
from listings.childcare_hours import fault
from listings.errors import ListingError, NotAllowedError
from listings.models import ChildcarePage, LegalFigure, ListingPage, ListingPosition, Response, SchoolHoliday
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import ChildcareFactory, SitterFactory, index_of
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/childcare/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def day(number):
    return timezone.localdate() + timedelta(days=number)


def neighbours(neighbourhood, count):
    return [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(count)]


def asked(**changes):
    fields = {
        "direction": "request", "title": "Une soirée par mois", "ages": ["3-5", "6-10"], "children": "2", "frequency": "once",
        "first_day": day(5).isoformat(), "starts": "19:00", "ends": "00:00", "home": "family", "amount": "10", "words": "Deux enfants calmes.",
        "going_home": "driven", "season": "always", "meet_first": "on", "street": "", "audience": "neighbourhood",
    }  # fmt: skip
    return fields | changes


def sitting(**changes):
    hours = {"am_from": "08:00", "am_to": "12:00", "pm_from": "14:00", "pm_to": "18:00", "eve_from": "19:00", "eve_to": "22:00"}
    mine = {"direction": "offer", "frequency": "weekly", "grid": ["2-pm", "4-eve"], "sitter_age": "16-17", "starts": "", "ends": ""}
    return asked(**mine, **hours) | changes


def test_a_family_finds_a_sitter_and_both_note_that_they_met(client, neighbourhood, resident):
    """Domain §4.2, both sides with plain forms: asked, answered with one's age, agreed, met, and told."""
    client.force_login(resident)
    page = client.get(COMPOSE).content.decode()
    assert "file_0" not in page
    client.post(client.post(COMPOSE, asked()).url)
    wanted = ChildcarePage.objects.get()
    assert wanted.state == "open"
    assert timezone.localtime(wanted.occurrences.get().ends_at).date() == day(6)
    sitter = neighbours(neighbourhood, 1)[0]
    client.force_login(sitter)
    assert "Pajemploi" in client.get(wanted.url).content.decode()
    date_id = str(wanted.occurrences.get().public_id)
    client.post(reverse("listings:respond", args=[wanted.public_id]), {"dates": date_id, "message": "Je lis bien.", "sitter_age": "18+"})
    answer = Response.objects.get()
    services.accept_response(response=answer, by=resident)
    assert "We have met" in client.get(wanted.url, headers={"accept-language": "en"}).content.decode()
    with pytest.raises(NotAllowedError):
        services.note_meeting(response=answer, by=neighbours(neighbourhood, 1)[0])
    for _ in range(2):
        client.post(reverse("listings:response", args=[answer.public_id]), {"do": "met"})
    answer.refresh_from_db()
    assert answer.met_at
    assert Notification.objects.filter(kind="sitting-met").count() == 1
    services.mark_done(response=answer, by=resident)
    again = ChildcareFactory(neighbourhood=neighbourhood, author=resident)
    second = services.respond(listing=again, by=sitter, occurrence=again.occurrences.get(), given={"sitter_age": "18+"})
    assert not second.meets_first, "whoever met once knows the other"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"eve_to": "22:30"}, "grid", "22 h"),
        ({"grid": ["2-pm"], "pm_from": "13:00"}, "grid", "4 h 30"),
        ({"grid": ["2-am", "2-pm", "2-eve"], "am_to": "12:00", "pm_to": "18:00"}, "grid", "8 h"),
        ({"grid": ["2-am"], "am_from": "05:30", "am_to": "09:00"}, "grid", "6 h"),
        ({"grid": [f"{number}-{part}" for number in range(7) for part in ("am", "pm")], "pm_to": "17:00"}, "grid", "35 h"),
        ({"sitter_age": ""}, "sitter_age", "16"),
        ({"grid": []}, "grid", ""),
        ({"audience": "public"}, "audience", ""),
        ({"amount": "31"}, "amount", "30"),
        ({"words": "Appelez le 06 00 00 00 00"}, "words", "06 00 00 00 00"),
    ],
    ids=["evening", "stretch", "day", "morning", "week", "age", "no hours", "public", "rate", "contact"],
)
def test_what_a_sitter_of_sixteen_may_not_offer_is_refused_with_the_reason(client, resident, changes, field, words):
    """Domain §4.2 and LEG-10; the same form without the change is taken."""
    client.force_login(resident)
    refused = client.post(COMPOSE, sitting(**changes))
    assert words in " ".join(refused.context["form"].errors[field])
    assert client.post(COMPOSE, sitting(words="Je lis, je dessine.")).status_code == 302
    if field == "grid" and words:
        assert client.post(COMPOSE, sitting(**changes, sitter_age="18+")).status_code == 302, "at 18 the limit is gone"


def test_the_limits_are_dated_data(neighbourhood, resident):
    """LIM-03 in spirit: the law changes without a new version of the program."""
    minor = SitterFactory.build(neighbourhood=neighbourhood, sitter_age="16-17", grid=["2-pm"])
    assert minor.refusal_of_terms() == ""
    LegalFigure.objects.create(key="minor-stretch", valid_from=day(0), value=Decimal(3), source="Loi de demain")
    assert "Loi de demain" in minor.refusal_of_terms()
    LegalFigure.objects.filter(source="Loi de demain").update(valid_from=day(1))
    assert minor.refusal_of_terms() == ""
    LegalFigure.objects.create(key="sitter-age", valid_from=day(0), value=Decimal(18), source="Loi de demain")
    assert "18" in minor.refusal_of_terms()
    LegalFigure.objects.filter(key="minor-day").delete()
    with pytest.raises(ListingError):
        services.edit_listing(
            listing=SitterFactory(neighbourhood=neighbourhood, author=resident), by=resident, fields={"sitter_age": "16-17"}
        )


def test_a_sitter_of_sixteen_answers_within_the_limits_of_the_whole_day(neighbourhood, resident):
    """Two short times of one day are one day's work, whoever asked for them."""
    late = ChildcareFactory(neighbourhood=neighbourhood, author=resident, ends=time(23))
    noon = ChildcareFactory(neighbourhood=neighbourhood, author=resident, starts=time(9), ends=time(13))
    more = ChildcareFactory(neighbourhood=neighbourhood, starts=time(14), ends=time(18, 30))
    sitter = neighbours(neighbourhood, 1)[0]

    def answer(listing, age):
        return services.respond(listing=listing, by=sitter, occurrence=listing.occurrences.get(), given={"sitter_age": age})

    with pytest.raises(ListingError, match="22 h"):
        answer(late, "16-17")
    with pytest.raises(ListingError):
        answer(late, "")
    assert answer(noon, "16-17").state == "asked"
    with pytest.raises(ListingError, match="8 h 30"):
        answer(more, "16-17")
    assert answer(late, "18+").sitter_age == "18+"
    assert late.is_for_adults
    assert not noon.is_for_adults


def test_a_family_brings_no_more_children_than_the_sitter_takes(neighbourhood):
    sitter = SitterFactory(neighbourhood=neighbourhood, children=2)
    parent = neighbours(neighbourhood, 1)[0]
    hours = sitter.occurrences.first()
    for count in (0, 3, None):
        with pytest.raises(ListingError):
            services.respond(listing=sitter, by=parent, occurrence=hours, given={"children": count})
    assert services.respond(listing=sitter, by=parent, occurrence=hours, given={"children": 2}).children == 2


def test_nobody_makes_childcare_public(neighbourhood, resident):
    """LEG-10: refused by the service, and by the database itself; never among what anybody may read."""
    listing = ChildcareFactory(neighbourhood=neighbourhood, author=resident, audience="partners")
    with pytest.raises(ListingError):
        services.edit_listing(listing=listing, by=resident, fields={"audience": "public"})
    with pytest.raises(IntegrityError, match="childcare_is_never_public"), transaction.atomic():
        ListingPage.objects.filter(pk=listing.pk).update(audience="public")
    assert not ListingPage.objects.visible_to(AnonymousUser()).exists()
    assert not ListingPage.objects.live().of_kinds(["childcare"]).exists()


def test_of_a_sitter_under_age_no_place_is_kept(neighbourhood, resident):
    """LEG-10: no geodata of minors: no point, no cell, no street; not even when the age is corrected later."""
    fields = {
        "title": "Je garde",
        "body": "",
        "ages": ["3-5"],
        "direction": "offer",
        "sitter_age": "18+",
        "grid": ["2-pm"],
        "first_day": day(1),
    }
    fields |= {"street": "rue du Quai"}
    listing = services.save_draft(model=ChildcarePage, neighbourhood=neighbourhood, by=resident, fields=fields, position=(48.454, -2.041))
    assert listing.cell
    assert ListingPosition.objects.count() == 1
    services.edit_listing(listing=listing, by=resident, fields={"sitter_age": "16-17"})
    listing.refresh_from_db()
    assert (listing.cell, listing.street, ListingPosition.objects.count()) == ("", "", 0)


def test_who_comes_near_children_has_proved_in_full(client, neighbourhood, resident):
    """A located neighbour reads, and answers other kinds; here only level 2 answers."""
    listing = ChildcareFactory(neighbourhood=neighbourhood, author=resident)
    person = MembershipFactory(neighbourhood=neighbourhood, level=Membership.Level.LOCATED).user
    hours = listing.occurrences.get()
    assert ListingPage.objects.visible_to(person).exists()
    with pytest.raises(NotAllowedError):
        services.respond(listing=listing, by=person, occurrence=hours, given={"sitter_age": "18+"})
    Membership.objects.of(person).update(level=Membership.Level.VERIFIED)
    assert services.respond(listing=listing, by=person, occurrence=hours, given={"sitter_age": "18+"})


def test_the_week_follows_the_school_year(neighbourhood):
    """School holidays are data by zone: Dinan is in zone B."""
    neighbourhood.town.code = "22050"
    wednesdays = {"sitter_age": "18+", "grid": ["2-pm"], "first_day": date(2026, 12, 1)}
    days = {}
    for season in ("always", "term", "holidays"):
        page = SitterFactory.build(neighbourhood=neighbourhood, season=season, **wednesdays)
        days[season] = [slot.day for slot in page.timetable(date(2026, 12, 14), date(2027, 1, 10))]
    assert days["holidays"] == [date(2026, 12, 23), date(2026, 12, 30)]
    assert days["term"] == [date(2026, 12, 16), date(2027, 1, 6)]
    assert days["always"] == sorted(days["holidays"] + days["term"])
    assert SchoolHoliday.near("2A004", date(2026, 12, 1), date(2027, 1, 10)) == [], "Corsica has its own calendar"


def test_a_sitters_page_asks_the_same_for_one_family_and_for_ten(client, neighbourhood, resident):
    sitter = SitterFactory(neighbourhood=neighbourhood, author=resident)
    client.force_login(neighbours(neighbourhood, 1)[0])
    counts = []
    for number in (1, 9):
        for family in neighbours(neighbourhood, number):
            services.respond(listing=sitter, by=family, occurrence=sitter.occurrences.first(), given={"children": 1})
        client.get(sitter.url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(sitter.url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 30


def test_many_paid_hours_every_week_show_the_contract(client, neighbourhood, resident):
    """Domain §4.2: long arrangements show the declaration notice; a single favour does not."""
    client.force_login(resident)
    short = SitterFactory(neighbourhood=neighbourhood, amount=9, price_mode="paid", grid=["4-eve"])
    long = SitterFactory(neighbourhood=neighbourhood, amount=9, price_mode="paid")
    favour = ChildcareFactory(neighbourhood=neighbourhood)
    pages = [client.get(listing.url).content.decode() for listing in (short, long, favour)]
    assert ["Pajemploi" in page for page in pages] == [True, True, False]
    assert ["L1271-5" in page for page in pages] == [False, True, False]


spans = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 600)), max_size=4)
LIMITS = {"minor-day": 8, "minor-stretch": "4.5", "minor-pause": "0.5", "minor-week": 35, "minor-morning": 6, "minor-evening": 22}


@settings(max_examples=200, deadline=None)
@given(spans)
def test_what_passes_keeps_every_limit(starts):
    """The reckoning itself, against the clock walked through minute by minute."""
    day_ = [(start, start + length) for start, length in starts]
    if fault([day_], {key: Decimal(value) for key, value in LIMITS.items()}):
        return
    minutes = sorted({minute for start, end in day_ for minute in range(start, end)})
    assert all(6 * 60 <= minute < 22 * 60 for minute in minutes)
    assert len(minutes) <= 8 * 60
    longest = run = 0
    for before, minute in zip([None, *minutes], minutes, strict=False):
        run = 1 if before is None or minute - before > 30 else run + minute - before
        longest = max(longest, run)
    assert longest <= 270


steps = st.tuples(st.sampled_from(["ask", "accept", "withdraw", "cancel", "met", "no_show", "skip"]), st.integers(0, 2), st.integers(0, 1))


@settings(max_examples=walks(8, steps=6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offer=st.booleans(), steps=st.lists(steps, min_size=6, max_size=14))
def test_no_order_of_events_gives_one_time_to_two(neighbourhood, offer, steps):
    """LIM-02 for childcare: one sitter, or one family, for each time."""
    listing = SitterFactory(neighbourhood=neighbourhood) if offer else ChildcareFactory(neighbourhood=neighbourhood)
    given_ = {"children": 1} if offer else {"sitter_age": "18+"}
    people, hours = neighbours(neighbourhood, 3), list(listing.occurrences.all()[:2])
    for name, who, number in steps:
        occurrence, person = hours[min(number, len(hours) - 1)], people[who]
        answer = listing.responses.about(occurrence).given_by(person).live().first()
        decisions = {"accept": services.accept_response, "cancel": services.cancel_response, "no_show": services.mark_no_show}
        decisions["met"] = services.note_meeting
        try:
            if name == "ask":
                services.respond(listing=listing, by=person, occurrence=occurrence, given=given_)
            elif name == "skip":
                services.cancel_occurrence(occurrence=occurrence, by=listing.author)
            elif answer and name == "withdraw":
                services.withdraw_response(response=answer, by=person)
            elif answer:
                decisions[name](response=answer, by=listing.author)
        except ListingError:
            continue
        assert listing.occurrences.most_taken() <= 1
