"""Official alerts as drafts: for the curators of the places they touch, once, and never by themselves to anybody."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from notifications.models import Alert, OfficialMessage
from notifications.services.official import poll_sources
from tests.notifications.feeds import SENT, Feed, atom, message

pytestmark = pytest.mark.django_db


def test_a_message_waits_for_curators_and_is_sent_in_their_words(client, source, feed, here, other_neighbourhood, curator, resident):
    """Kept once, shown to those who run a place it touches, to nobody else; taken over or put aside; ended by its Cancel."""
    Feed.answers = {
        "/flux.atom": (200, atom(feed, "/1", "/bad", "https://autre.exemple/2"), {}),
        "/1": (200, message().encode(), {}),
        "/bad": (200, b"<html/>", {}),
    }
    assert (poll_sources(), poll_sources()) == (1, 0)
    source.refresh_from_db()
    assert source.fault == "root"
    page = reverse("notifications:official", args=[here.pk])
    client.force_login(resident)
    assert client.get(page).status_code == 404
    assert "Vent violent" not in client.get(here.url).content.decode()
    client.force_login(curator)
    assert "Vent violent ce soir" in client.get(page).content.decode()
    kept = OfficialMessage.objects.get()
    form = client.get(reverse("notifications:compose", args=[here.pk]), {"officielle": kept.pk}).context["form"]
    assert (form["headline"].value(), form["category"].value()) == ("Vent violent ce soir", Alert.Category.WEATHER)
    assert not Alert.objects.exists()
    client.post(reverse("notifications:official-aside", args=[here.pk, kept.pk]))
    assert "Vent violent ce soir" not in client.get(page).content.decode()
    kept.decisions.all().delete()
    assert "Vent violent ce soir" in client.get(page).content.decode()
    named = f"meteo@exemple.fr,FR-1,{SENT}"
    cancel = message(identifier="FR-2", msgType="Cancel").replace("<info>", f"<references>{named}</references><info>", 1)
    Feed.answers["/1"] = (200, cancel.encode(), {})
    poll_sources()
    assert "Vent violent ce soir" not in client.get(page).content.decode()


def test_what_is_elsewhere_over_or_an_exercise_is_not_shown(client, source, feed, here, curator, caplog):
    """CAP-10, CAP-11: and the log holds the rule, never the content."""
    past = (timezone.now() - timedelta(hours=1)).replace(microsecond=0).isoformat()
    far = "43.2,5.3 43.4,5.3 43.4,5.5 43.2,5.5 43.2,5.3"
    bodies = [message(identifier="a", polygon=far), message(identifier="b", expires=past), message(identifier="c", status="Exercise")]
    bodies.append(message(identifier="d", urgency="PIRATE"))
    Feed.answers = {f"/{number}": (200, body.encode(), {}) for number, body in enumerate(bodies)}
    Feed.answers["/flux.atom"] = (200, atom(feed, *(f"/{number}" for number in range(len(bodies)))), {})
    poll_sources()
    client.force_login(curator)
    assert "Vent violent" not in client.get(reverse("notifications:official", args=[here.pk])).content.decode()
    assert "urgency" in caplog.text
    assert "PIRATE" not in caplog.text


def test_what_was_ended_or_replaced_is_not_shown_though_feeds_list_the_newest_first(client, source, feed, here, curator):
    """CAP-11: asked for the first time, a feed names the end before the alert it ends, and the update before what it replaces."""
    later = "2026-11-25T11:00:00-00:00"

    def chained(name, kind, first, headline):
        named = f"<references>meteo@exemple.fr,{first},{SENT}</references><info>"
        return message(identifier=name, msgType=kind, sent=later, headline=headline).replace("<info>", named, 1)

    bodies = [
        chained("FR-9", "Cancel", "FR-1", "Fin"),
        chained("FR-8", "Update", "FR-2", "Crue, suite"),
        message(),
        message(identifier="FR-2"),
    ]
    Feed.answers = {f"/{number}": (200, body.encode(), {}) for number, body in enumerate(bodies)}
    Feed.answers["/flux.atom"] = (200, atom(feed, *(f"/{number}" for number in range(len(bodies)))), {})
    for _ in range(2):
        poll_sources()
        assert [draft.headline for draft in OfficialMessage.objects.waiting_for(here)] == ["Crue, suite"]


def test_a_draft_that_was_sent_waits_for_nobody_any_more(client, source, here, other_neighbourhood, curator):
    """Issue 5.6: used is decided, for this place; a colleague does not send it a second time. Written by hand it stays what it was."""
    values = {"sender": "meteo@exemple.fr", "sent": timezone.now(), "msg_type": "Alert", "category": "weather", "severity": "vigilance"}
    draft = OfficialMessage.objects.create(
        source=source, identifier="FR-1", event="Vent", headline="Vent violent", expires=timezone.now() + timedelta(hours=6), **values
    )
    client.force_login(curator)
    url = reverse("notifications:compose", args=[here.pk])
    for address, waits in ((url, True), (f"{url}?officielle={draft.pk}", False)):
        form = client.get(address).context["form"]
        data = {name: form[name].value() or "" for name in form.fields} | {"hours": "6", "category": "weather", "step": "send"}
        data |= {"headline": f"Vent violent {waits}", "status": "Actual", "event": "other"}
        data.pop("asks_roll_call")
        assert client.post(url, data).status_code == 302
        assert (draft in OfficialMessage.objects.waiting_for(here)) is waits
    assert draft in OfficialMessage.objects.waiting_for(other_neighbourhood)
