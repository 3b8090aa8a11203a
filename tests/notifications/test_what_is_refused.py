"""What was refused stays typed, and says why: the alert ended meanwhile, somebody else was first, a note is too long."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from home.services import appoint_curator
from notifications.models import Alert, QuietHours, RollCallAnswer
from notifications.outbox import sweeping
from notifications.services import AlertRefused, end_alert, publish_alert, update_alert
from tests.factories.accounts import UserFactory
from tests.factories.notifications import AlertFactory

pytestmark = pytest.mark.django_db
WORDS = "La digue a cédé rue du Quai."


@pytest.fixture
def alert(neighbourhood, curator):
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="vigilance", asks_roll_call=True)
    return publish_alert(alert=draft, by=curator)


@pytest.fixture
def post(client, alert):
    def send(user, name, **data):
        client.force_login(user)
        return client.post(reverse(f"notifications:{name}", args=[alert.public_id]), data)

    return send


def let_it_expire():
    Alert.objects.update(effective=timezone.now() - timedelta(hours=2), expires=timezone.now() - timedelta(seconds=1))
    sweeping.end_overdue_alerts()


def test_news_written_while_the_alert_ended_are_not_lost(post, alert, curator):
    """Issue 5.3: refused with its reason, kept to be sent anew; an empty one is refused on the spot."""
    empty = post(curator, "update", text=" ")
    assert empty.status_code == 422
    assert 'id="follow"' in empty.content.decode()
    let_it_expire()
    for name, data in (("update", {}), ("extend", {"hours": "24"}), ("end", {"ending": "all_clear"})):
        refused = post(curator, name, text=WORDS, **data)
        assert refused.status_code == 422
        assert WORDS in refused.content.decode()
        assert 'id="refused-title"' in refused.content.decode()
    assert alert.messages.count() == 1


def test_of_two_who_end_it_the_second_knows_that_nobody_was_told(post, alert, curator, neighbourhood):
    """ALR-12: pressed twice by one person it is one end; by two people the second one's words stay, and are not said to have left."""
    colleague = UserFactory()
    appoint_curator(place=neighbourhood, user=colleague)
    for _ in range(2):
        assert post(curator, "end", ending="all_clear", text="C’est fini.").status_code == 302
    for ending in ("all_clear", "cancelled"):
        second = post(colleague, "end", ending=ending, text=WORDS)
        assert second.status_code == 422
        assert WORDS in second.content.decode()
    with pytest.raises(AlertRefused):
        end_alert(alert=alert, ending="cancelled", by=curator)
    with pytest.raises(AlertRefused):
        update_alert(alert=alert, text=WORDS, by=curator)
    assert list(alert.messages.values_list("msg_type", "text")) == [("Alert", alert.description), ("Cancel", "C’est fini.")]


def test_whoever_needs_help_finds_their_words_again(post, alert, resident):
    """Issue 5.7: a note too long, no answer chosen, an alert that has ended: nothing typed is lost."""
    for data in ({"answer": "needs_help", "note": WORDS * 9}, {"note": WORDS}, {"answer": "whatever", "note": WORDS}):
        refused = post(resident, "answer", **data)
        assert refused.status_code == 422
        assert data["note"] in refused.content.decode()
        assert 'id="error-summary-title"' in refused.content.decode()
    assert not RollCallAnswer.objects.exists()
    assert post(resident, "answer", answer="needs_help", note=WORDS).status_code == 302
    let_it_expire()
    late = post(resident, "answer", answer="needs_help", note="Au deuxième étage")
    assert late.status_code == 422
    assert "Au deuxième étage" in late.content.decode()
    assert "112" in late.content.decode()
    assert RollCallAnswer.objects.get().note == WORDS


def test_an_hour_that_is_none_is_said_on_the_page_of_choices(client, resident):
    """Issue 5.4: nothing of the three forms is saved, and the page says what to look at."""
    client.force_login(resident)
    page = reverse("notifications:preferences")
    refused = client.post(page, {"enabled": "on", "begins": "25:99", "ends": "07:00", "every": "week", "hour": "8"})
    assert refused.status_code == 422
    assert 'id="error-summary-title"' in refused.content.decode()
    assert "25:99" in refused.content.decode()
    assert not QuietHours.objects.exists()


def test_each_label_of_the_page_belongs_to_one_field(client, alert, curator):
    """WCAG 1.3.1: three forms of the page ask for a text."""
    client.force_login(curator)
    page = client.get(alert.get_absolute_url()).content.decode()
    for field in ("id_text", "id_extend_text", "id_end_text", "id_extend_hours"):
        assert page.count(f'id="{field}"') == page.count(f'for="{field}"') == 1
