"""Writing, reading, following and ending alerts, as people meet them."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

import pytest

from home.services import appoint_curator
from notifications.models import Alert, Delivery
from notifications.outbox import working
from notifications.services import answer_roll_call, end_alert, publish_alert, update_alert
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def compose_url(neighbourhood):
    return reverse("notifications:compose", args=[neighbourhood.pk])


@pytest.fixture
def alert(neighbourhood, resident):
    return publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=resident)


def written(page, **changes):
    """Return the form as the page offers it, filled in."""
    form = page.context["form"]
    return {
        "severity": "vigilance",
        "category": "water",
        "area": "whole",
        "headline": "La Rance monte",
        "hours": "12",
        "submission": str(form["submission"].value()),
        **changes,
    }


def test_a_resident_looks_sends_and_cannot_send_twice(client, resident, compose_url):
    """The number of people stands there before sending; the same form sent again leads to the same alert."""
    client.force_login(resident)
    data = written(client.get(compose_url))
    review = client.post(compose_url, {**data, "step": "review"})
    assert review.context["reach"].people == 1
    assert not Alert.objects.exists()
    first = client.post(compose_url, {**data, "step": "send"})
    again = client.post(compose_url, {**data, "step": "send"})
    alert = Alert.objects.get()
    assert first.url == again.url == alert.get_absolute_url()
    assert (alert.state, alert.author) == (Alert.State.SENDING, resident)


def test_a_template_that_nobody_filled_in_is_not_sent(client, resident, compose_url):
    """« Perdu : » tells nobody anything: title and instruction say so, what was left open in the description is left out."""
    client.force_login(resident)
    prompts = {"headline": "Perdu :", "description": "Nom :\nVu pour la dernière fois :\nCollier :", "instruction": "Appelez :"}
    data = written(client.get(compose_url), **prompts, step="send")
    refused = client.post(compose_url, data)
    assert refused.context["form"].errors.keys() == {"headline", "instruction"}
    assert "Vu pour la dernière fois" in refused.content.decode()
    filled = {
        "headline": "Perdu : Réglisse",
        "description": "Nom : Réglisse\nVu pour la dernière fois :\nau port, hier\nCollier :",
        "instruction": "",
    }
    client.post(compose_url, {**data, **filled})
    # A French sign stays with its word: no line begins with a colon.
    assert Alert.objects.get().description == "Nom\u202f: Réglisse\nVu pour la dernière fois\u202f:\nau port, hier"


def test_the_same_words_ask_before_they_are_sent_again(client, resident, alert, compose_url):
    """ALR-16."""
    client.force_login(resident)
    data = written(client.get(compose_url), headline=alert.headline, step="send")
    assert client.post(compose_url, data).status_code == 200
    assert Alert.objects.count() == 1
    assert client.post(compose_url, {**data, "send_again": "on"}).status_code == 302


def test_an_emergency_needs_a_curator_and_a_typed_confirmation(client, neighbourhood, resident, curator, compose_url):
    """ALR-13: refused to residents; asked of curators: the place's name and the number of people."""
    client.force_login(resident)
    page = client.get(compose_url)
    assert client.post(compose_url, written(page, severity="urgence", step="send")).status_code == 422
    client.force_login(curator)
    data = written(client.get(compose_url), severity="urgence", status="Actual", step="send")
    assert client.post(compose_url, data).status_code == 200
    assert client.post(compose_url, {**data, "confirm_place": neighbourhood.title, "confirm_number": 7}).status_code == 200
    assert not Alert.objects.exists()
    assert client.post(compose_url, {**data, "confirm_place": neighbourhood.title, "confirm_number": 2}).status_code == 302


@pytest.mark.parametrize("change", [{"category": "missing_person"}, {"status": "Exercise"}, {"severity": "urgence"}])
def test_the_service_refuses_residents_what_the_form_does_not_offer(neighbourhood, resident, curator, change):
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, **change)
    with pytest.raises(PermissionDenied):
        publish_alert(alert=draft, by=resident)
    assert publish_alert(alert=draft, by=curator).pk


def test_a_third_alert_in_a_week_is_refused_with_the_reason_and_the_next_date(client, neighbourhood, resident, compose_url):
    client.force_login(resident)
    for number in range(2):
        category = ("lost_pet", "road")[number]
        data = written(client.get(compose_url), headline=f"Chat perdu {number}", category=category, step="send")
        assert client.post(compose_url, data).status_code == 302
    data = written(client.get(compose_url), headline="Chat retrouvé", step="send")
    refused = client.post(compose_url, data)
    assert refused.status_code == 422
    assert Alert.objects.count() == 2
    Alert.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert client.post(compose_url, data).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 302), ("declared", 403), ("outsider", 403), ("level_1", 403), ("resident", 200), ("curator", 200)]
)
def test_who_may_write_an_alert(request, client, neighbourhood, compose_url, who, status):
    if who == "level_1":
        client.force_login(MembershipFactory(neighbourhood=neighbourhood, level=1, method="geolocation").user)
    elif who != "anonymous":
        client.force_login(request.getfixturevalue(who))
    assert client.get(compose_url).status_code == status


def test_an_alert_is_open_to_all_but_its_figures_are_its_sender_s(client, alert, resident, outsider, neighbourhood):
    progress = reverse("notifications:progress", args=[alert.public_id])
    assert client.get(alert.get_absolute_url()).status_code == 200
    assert client.get(progress).status_code == 404
    client.force_login(outsider)
    assert client.get(progress).status_code == 404
    assert client.post(reverse("notifications:end", args=[alert.public_id]), {"ending": "all_clear"}).status_code == 404
    client.force_login(resident)
    assert client.get(progress).status_code == 200
    curator = UserFactory()
    appoint_curator(place=neighbourhood, user=curator)
    client.force_login(curator)
    assert client.get(progress).status_code == 200


def test_a_drill_is_shown_to_those_who_live_there_only(client, neighbourhood, resident, curator):
    """ALR-13: with its word first."""
    drill = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, status="Exercise"), by=curator)
    banner = reverse("notifications:banner", args=[neighbourhood.pk])
    assert client.get(drill.get_absolute_url()).status_code == 404
    assert drill.headline not in client.get(banner).content.decode()
    client.force_login(resident)
    assert "EXERCI" in client.get(drill.get_absolute_url()).content.decode()
    assert "EXERCI" in client.get(banner).content.decode()


def test_the_banner_is_in_the_page_and_goes_with_the_alert(client, alert, neighbourhood, resident):
    """ALR-15, ALR-18: in the HTML, without script; gone with its time, before any sweeper came by."""
    banner = reverse("notifications:banner", args=[neighbourhood.pk])
    assert alert.headline in client.get(alert.neighbourhood.url).content.decode()
    assert alert.headline in client.get(banner).content.decode()
    Alert.objects.update(effective=timezone.now() - timedelta(hours=2), expires=timezone.now() - timedelta(seconds=1))
    assert alert.headline not in client.get(banner).content.decode()


def test_of_several_alerts_the_gravest_stands_open_and_the_others_are_counted(client, alert, neighbourhood, resident, curator):
    """One alert is as much as a telephone's first screen bears; the roll-call is one step away, for those who live there (ALR-15)."""
    words = {"headline": "Fuite de gaz", "severity": "urgence", "category": "fire", "asks_roll_call": True}
    grave = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, **words), by=curator)
    last = {"headline": "Travaux demain", "severity": "information", "category": "road"}
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, **last), by=curator)
    banner, roll_call = reverse("notifications:banner", args=[neighbourhood.pk]), f"{grave.get_absolute_url()}#how-are-you"
    shown = client.get(banner, headers={"accept-language": "en"}).content.decode()
    first, others = shown.split("<summary>2 more alerts</summary>")
    assert grave.headline in first
    assert others.index(alert.headline) < others.index("Travaux demain")
    assert shown.count("data-alert=") == 3
    assert roll_call not in shown
    client.force_login(resident)
    assert roll_call in client.get(banner).content.decode()
    assert 'id="how-are-you"' in client.get(grave.get_absolute_url()).content.decode()


def test_the_banner_says_what_its_reader_answered_and_nobody_else_s_answer(client, neighbourhood, resident, curator):
    """ALR-15: whoever has said how they are is not asked as if they had not; what they said is on their own pages only."""
    asking = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, asks_roll_call=True), by=curator)
    banner = reverse("notifications:banner", args=[neighbourhood.pk])
    answer_roll_call(alert=asking, answer="needs_help", by=resident)
    said = {}
    neighbour = MembershipFactory(neighbourhood=neighbourhood).user
    for person in (resident, neighbour):
        client.force_login(person)
        said[person] = [client.get(url, headers={"accept-language": "en"}).content.decode() for url in (banner, neighbourhood.url)]
    assert all("You answered: I need help." in page and "Say how you are" not in page for page in said[resident])
    assert all("Say how you are" in page and "You answered" not in page for page in said[neighbour])


def test_a_page_that_shows_an_alert_keeps_its_banner_for_what_comes_later(client, alert, neighbourhood, curator):
    """ALR-18: said once in the page; the next alert still appears on top of it, by script or without."""
    for url in (reverse("notifications:recent"), alert.get_absolute_url()):
        page = client.get(url)
        assert "data-alert=" not in page.content.decode()
        assert alert.headline in page.content.decode()
    listening = reverse("notifications:banner", args=[neighbourhood.pk]) + f"?sans={alert.public_id}"
    assert listening in page.content.decode()
    assert "data-alert=" not in client.get(listening).content.decode()
    later = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, category="fire"), by=curator)
    shown = client.get(listening).content.decode()
    assert f'data-alert="{later.public_id}"' in shown
    assert shown.count("data-alert=") == 1


def test_news_and_the_end_are_sent_from_the_alert_s_page(client, neighbourhood, alert, resident, mailoutbox):
    neighbour = reachable_resident(neighbourhood)
    working.work(alerts=True)
    client.force_login(resident)
    client.post(reverse("notifications:update", args=[alert.public_id]), {"text": "Les barrières sont posées."})
    working.work(alerts=True)
    for _ in range(2):
        client.post(reverse("notifications:end", args=[alert.public_id]), {"ending": "all_clear", "text": "C’est fini."})
    working.work(alerts=True)
    assert [mail.to for mail in mailoutbox] == [[neighbour.email]] * 3
    assert "C’est fini." in mailoutbox[2].body
    alert.refresh_from_db()
    assert (alert.state, alert.ending) == ("ended", "all_clear")
    assert client.get(alert.get_absolute_url()).status_code == 200


def test_the_figures_sum_up_exactly_once_an_alert_has_ended(client, neighbourhood, alert, resident):
    """ALR-14."""
    users = [reachable_resident(neighbourhood) for _ in range(5)]
    MembershipFactory(neighbourhood=neighbourhood)
    working.work(alerts=True)
    update_alert(alert=alert, text="Suite.", by=resident)
    users[0].memberships.all().delete()
    users[0].delete()
    end_alert(alert=alert, ending="cancelled", by=resident)
    working.work(alerts=True)
    client.force_login(resident)
    for channel in client.get(alert.get_absolute_url()).context["figures"]:
        assert channel.addressed == 7
        assert channel.waiting == 0
        assert channel.addressed == channel.sent + channel.failed + channel.not_sent + channel.too_late
    assert not Delivery.objects.open().exists()


def test_the_sender_reads_of_every_way_what_became_of_all(client, alert, resident):
    """ALR-14: what is on the page sums up to the addressed, whatever the way, and every reason has words."""
    message, expires = alert.messages.get(), alert.expires
    made = {"push": ["sent", "sent", "failed", "quiet"], "sms": ["delivered", "sent", "unconfirmed", "unconfirmed", "expired"]}
    for channel, states in made.items():
        Delivery.objects.bulk_create(
            Delivery(
                alert_message=message,
                channel=channel,
                endpoint=str(index),
                expires_at=expires,
                state=state if state in Delivery.State else "suppressed",
                code="" if state in Delivery.State else state,
            )
            for index, state in enumerate(states)
        )
    client.force_login(resident)
    shown = " ".join(
        client.get(reverse("notifications:progress", args=[alert.public_id]), headers={"accept-language": "en"}).content.decode().split()
    )
    for words in ("1 has arrived, the network says", "1 was refused", "1 came too late", "1 was not sent:", "2 were not sent:"):
        assert words in shown
    assert "1 – in their quiet hours until after the end" in shown
    assert "2 – no second person confirmed it in time" in shown


@pytest.mark.parametrize("number", [1, 20])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    client, neighbourhood, curator, number, django_assert_max_num_queries
):
    """TST-03."""
    for index in range(number):
        draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, headline=f"Alerte {index}")
        alert = publish_alert(alert=draft, by=curator)
    for url, most in ((reverse("notifications:recent"), 8), (alert.get_absolute_url(), 14)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_choices_are_kept_and_the_banner_cannot_be_refused(client, resident):
    client.force_login(resident)
    url = reverse("notifications:preferences")
    client.post(url, {"alert-urgence:email": "on"})
    fields = client.get(url).context["form"].initial or {
        name: field.initial for name, field in client.get(url).context["form"].fields.items()
    }
    assert fields["alert-urgence:email"]
    assert not fields["alert-vigilance:email"]
    assert fields["alert-vigilance:in_app"]
