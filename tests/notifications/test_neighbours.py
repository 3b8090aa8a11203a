"""What neighbours do with an alert: confirm it, say how they are; and what the system does by itself before and after its end."""

import io
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.cells import cell_of
from home.models import HomeCell
from home.services import set_boundary
from notifications import jobs
from notifications.figures import figures_of
from notifications.models import Alert, Delivery, Notification, RollCallAnswer
from notifications.outbox import working
from notifications.poster import write_poster
from notifications.services import answer_roll_call, confirm_alert, end_alert, publish_alert, redrive, update_alert
from tests.factories.home import MembershipFactory
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db
LAT, LON = 48.455, -2.045


@pytest.fixture
def far(neighbourhood):
    """Somebody who lives outside the circle and said so."""
    user = reachable_resident(neighbourhood)
    HomeCell.objects.create(user=user, cell=cell_of(LAT + 0.02, LON).key)
    return user


@pytest.fixture
def circle(neighbourhood, resident):
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, area="circle", centre_lat=LAT, centre_lon=LON, radius_m=200)
    return publish_alert(alert=draft, by=resident)


def test_a_neighbour_s_alert_widens_when_two_others_confirm_it(client, neighbourhood, circle, far, mailoutbox):
    """domain.md §5: those who have it are not told twice, the others get its newest message, the end goes to all of them."""
    near = reachable_resident(neighbourhood)
    working.work(alerts=True)
    update_alert(alert=circle, text="La route est barrée.", by=circle.author)
    working.work(alerts=True)
    assert {mail.to[0] for mail in mailoutbox} == {near.email}
    for _ in range(2):
        client.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
        button = reverse("notifications:confirm", args=[circle.public_id])
        assert button in client.get(circle.get_absolute_url()).content.decode()
        for _again in range(2):  # pressing twice counts once
            client.post(button)
        assert button not in client.get(circle.get_absolute_url()).content.decode()
    working.work(alerts=True)
    assert [mail.to[0] for mail in mailoutbox] == [near.email, near.email, far.email]
    assert "La route est barrée." in mailoutbox[-1].body
    machines = [client.get(reverse("notifications:cap", args=[circle.public_id, version])).content.decode() for version in (1, 2, 3)]
    assert ["<circle>" in said for said in machines] == [True, True, False]  # what was sent keeps its area
    assert "<msgType>Update</msgType>" in machines[2]
    assert "/3.cap" in client.get(reverse("notifications:feed")).content.decode()
    assert circle.messages.get(version=3).text in client.get(circle.get_absolute_url()).content.decode()
    end_alert(alert=circle, ending="all_clear", by=circle.author)
    working.work(alerts=True)
    assert {mail.to[0] for mail in mailoutbox[3:]} == {near.email, far.email}
    for channel in figures_of(circle):
        assert channel.addressed == 5 == channel.sent + channel.failed + channel.not_sent + channel.too_late


def test_one_confirmation_is_not_enough_and_not_everybody_confirms(neighbourhood, circle, far, outsider, declared, curator):
    confirm_alert(alert=circle, by=MembershipFactory(neighbourhood=neighbourhood).user)
    level_1 = MembershipFactory(neighbourhood=neighbourhood, level=1, method="geolocation").user
    for user in (circle.author, outsider, declared, level_1):
        with pytest.raises(PermissionDenied):
            confirm_alert(alert=circle, by=user)
    circle.refresh_from_db()
    assert circle.widened_at is None
    working.work(alerts=True)
    assert not Delivery.objects.filter(user=far).exists()
    official = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)
    with pytest.raises(PermissionDenied):
        confirm_alert(alert=official, by=far)


def test_a_resident_begins_around_a_place_and_sees_the_limit(client, neighbourhood, resident, curator):
    square = [
        [LON - 0.01, LAT - 0.01],
        [LON + 0.01, LAT - 0.01],
        [LON + 0.01, LAT + 0.01],
        [LON - 0.01, LAT + 0.01],
        [LON - 0.01, LAT - 0.01],
    ]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [square]})
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    client.force_login(resident)
    page = client.get(url + "?modele=animal")
    assert (page.context["left"], page.context["used_up"]) == (2, "")
    for _ in range(2):
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=resident)
    used_up = client.get(url).context["used_up"]
    assert "2" in used_up  # said before a word is written, with the day from which it is possible again
    assert used_up in client.get(url).content.decode()
    assert [value for value, _label in page.context["form"].fields["area"].choices] == ["circle", "polygon"]
    assert page.context["form"]["category"].value() == "lost_pet"
    client.force_login(curator)
    assert "whole" in dict(client.get(url).context["form"].fields["area"].choices)


@pytest.fixture
def serious(neighbourhood, curator):
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="urgence", asks_roll_call=True)
    return publish_alert(alert=draft, by=curator)


def test_only_those_who_run_the_place_see_how_people_are(client, serious, resident, curator, other_curator, outsider):
    """Private: not the neighbours, not other curators; changed by its owner, taken care of, deleted after the end."""
    answer, board = (reverse(f"notifications:{name}", args=[serious.public_id]) for name in ("answer", "board"))
    client.force_login(resident)
    client.post(answer, {"answer": "fine"})
    client.post(answer, {"answer": "needs_help", "note": "Je suis au deuxième étage"})
    mine = RollCallAnswer.objects.get()
    assert client.get(board).status_code == 404
    client.force_login(outsider)
    assert client.post(answer, {"answer": "fine"}).status_code == 403
    for user, status in ((other_curator, 404), (curator, 200)):
        client.force_login(user)
        page = client.get(board)
        assert page.status_code == status
        assert ("deuxième" in page.content.decode()) == (status == 200)
    client.force_login(MembershipFactory(neighbourhood=serious.neighbourhood).user)
    assert "deuxième" not in client.get(serious.get_absolute_url()).content.decode()
    handled = reverse("notifications:handled", args=[serious.public_id, mine.pk])
    assert client.post(handled).status_code == 404
    client.force_login(curator)
    client.post(handled)
    mine.refresh_from_db()
    assert mine.handled_at
    end_alert(alert=serious, ending="all_clear", by=curator)
    assert jobs.forget_answers() == 0
    Alert.objects.update(ended_at=timezone.now() - timedelta(days=3, minutes=1))
    assert jobs.forget_answers() == 1
    with pytest.raises(PermissionDenied):
        answer_roll_call(alert=serious, answer="fine", by=outsider)


def test_nobody_is_asked_how_they_are_for_less_than_a_danger(neighbourhood, curator):
    """Issue 5.7: on serious alerts only, whoever asks."""
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="information", asks_roll_call=True)
    with pytest.raises(ValidationError, match="asks_roll_call"):
        publish_alert(alert=draft, by=curator)


def test_the_sender_is_reminded_once_before_the_end(neighbourhood, resident):
    """Design 10: long alerts half an hour before; an alert of an hour not at all."""
    now = timezone.now()
    for hours, minutes in ((12, 20), (12, 50), (1, 20)):
        draft = AlertFactory.build(neighbourhood=neighbourhood, author=None)
        alert = publish_alert(alert=draft, by=MembershipFactory(neighbourhood=neighbourhood).user)
        Alert.objects.filter(pk=alert.pk).update(
            effective=now + timedelta(minutes=minutes, hours=-hours), expires=now + timedelta(minutes=minutes)
        )
    for _ in range(2):
        jobs.sweep_alerts()
    told = Notification.objects.get(kind="alert-ends-soon")
    assert Alert.objects.get(pk=told.data["alert"]).expires == now + timedelta(minutes=20)
    assert told.build().url.startswith("/alertes/")


def test_what_was_given_up_can_be_driven_again_while_its_alert_holds(neighbourhood, curator, operator, mailoutbox):
    """ALR-07, ALR-15: by operators only; never after the alert's time."""
    neighbour = reachable_resident(neighbourhood)
    alerts = [publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator) for _ in range(2)]
    while working.fan_out.fan_out_page():
        pass
    Delivery.objects.update(state="dead", attempts=9, expires_at=timezone.now(), finished_at=timezone.now())
    alerts[1].messages.update(expires=timezone.now())
    with pytest.raises(PermissionDenied):
        redrive(by=curator)
    assert redrive(by=operator, channel="email") == 2
    assert redrive(by=operator, channel="email") == 0
    working.work(alerts=True)
    assert [mail.to for mail in mailoutbox] == [[neighbour.email]]
    assert Delivery.objects.filter(state="dead", channel="email").count() == 2


def test_no_line_of_a_poster_runs_off_the_sheet_or_under_its_code(neighbourhood, curator):
    """The longest words of all: an emergency, and its end, in French. What is over says neither until when nor whom to call."""
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="urgence")
    running = publish_alert(alert=draft, by=curator)
    before = the_text_of(running)
    after = the_text_of(end_alert(alert=running, by=curator, ending="all_clear"))
    assert {"112", "sauf fin", "toujours en cours"} == {words for words in ("112", "sauf fin", "toujours en cours") if words in before}
    assert not {words for words in ("112", "sauf fin", "toujours en cours") if words in after}


def the_text_of(alert):
    """Return what its poster says, once every line was seen to stay within its room."""
    with translation.override("fr"):
        text = pypdfium2.PdfDocument(write_poster(alert))[0].get_textpage()
    margin, code = 18 * 72 / 25.4, 42 * 72 / 25.4
    lines = [text.get_rect(number) for number in range(text.count_rects())]
    assert len(lines) > 5
    for _left, _bottom, right, top in lines:
        assert right <= 596 - margin - (code if top < code else 0)
    return text.get_text_range()


def test_the_poster_says_what_how_and_where_to_check(client, neighbourhood, curator):
    """One A4 page with embedded letters; long texts shrink; an exercise says so first (ALR-13)."""
    draft = AlertFactory.build(
        neighbourhood=neighbourhood, author=None, status="Exercise", description="Œuvre & <b>longue</b> phrase. " * 50
    )
    alert = publish_alert(alert=draft, by=curator)
    url = reverse("notifications:poster", args=[alert.public_id])
    assert client.get(url).status_code == 404
    client.force_login(curator)
    pages = pypdf.PdfReader(io.BytesIO(client.get(url).content)).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert text.index("EXERCI") < text.index("La Rance monte")
    assert "<b>longue</b>" in text.replace("\n", " ")
    assert str(alert.public_id) in text.replace("\n", "")
    assert all(
        "/FontFile2" in str(font.get_object()["/FontDescriptor"].get_object())
        for font in pages[0]["/Resources"]["/Font"].values()
        if "/FontDescriptor" in font.get_object()
    )


STATES = st.sampled_from(Delivery.State.values)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=0, max_size=12))
def test_figures_sum_to_the_addressed_whatever_became_of_each(circle, states):
    """ALR-14: addressed = sent + failed + suppressed + expired (+ waiting until the end), per channel, exactly."""
    Delivery.objects.all().delete()
    message = circle.messages.get()
    lease = {"lease_token": message.public_id, "leased_until": timezone.now()}
    Delivery.objects.bulk_create(
        Delivery(
            alert_message=message,
            channel=channel,
            state=state,
            expires_at=message.expires,
            endpoint=str(index),
            code=("", "opted_out", "quiet", "no_address", "unheard-of")[index % 5] if state == "suppressed" else "",
            **(lease if state == "sending" else {}),
        )
        for channel in ("email", "in_app")
        for index, state in enumerate(states)
    )
    figures = figures_of(circle)
    assert len(figures) == (2 if states else 0)
    for channel in figures:
        assert channel.addressed == len(states) == channel.sent + channel.failed + channel.not_sent + channel.too_late + channel.waiting
        assert channel.not_sent == sum(number for _why, number in channel.reasons) == states.count("suppressed")
        assert channel.confirmed == states.count("delivered") <= channel.sent


def test_what_is_found_closes_the_search(client, neighbourhood, resident):
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, category="lost_pet", headline="Réglisse, chat noir")
    alert = publish_alert(alert=draft, by=resident)
    end_alert(alert=alert, ending="all_clear", by=resident)
    assert "retrouv" in alert.messages.get(msg_type="Cancel").text.lower()
    assert Alert.objects.filter(ended_at=F("ended_at"), ending="all_clear").exists()
