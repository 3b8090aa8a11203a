"""The page of choices: what can happen to its reader, by heading, and nothing lost of what it does not show."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from notifications import kinds
from notifications.models import Preference
from notifications.themes import THEMES, concerning
from tests.factories.ads import BusinessFactory

pytestmark = pytest.mark.django_db
URL = "/notifications/preferences/"


def headings(client, user):
    client.force_login(user)
    return {section.key: [kind for kind, _ in section.rows] for section in client.get(URL).context["form"].sections}


def test_everybody_is_asked_what_can_happen_to_them(client, resident, curator, operator, neighbourhood):
    """Design 18: a curator's and a shop's news are theirs; every kind has its heading, and none stands under two."""
    keeper = BusinessFactory(neighbourhood=neighbourhood).owner
    usual = headings(client, resident).keys()
    assert {"alerts", "exchange", "home"} <= usual
    assert not {"desk", "shop", "founding"} & usual
    assert headings(client, curator).keys() - usual == headings(client, operator).keys() - usual == {"desk"}
    assert headings(client, keeper).keys() - usual == {"shop"}
    assert next(iter(headings(client, curator))) == "alerts"
    assert {kind.theme for kind in kinds.chosen_kinds()} <= THEMES.keys()
    shown = [kind.key for _theme, found in kinds.chosen_by_theme(THEMES) for kind in found]
    assert sorted(shown) == sorted(kind.key for kind in kinds.chosen_kinds())
    for theme in ("desk", "nowhere"):
        with pytest.raises(ValueError, match=theme):
            concerning(theme)


def test_saving_touches_nothing_that_is_not_shown(client, resident, curator):
    """A choice made at the desk outlives the desk; no form field brings it back by force."""
    Preference.objects.create(user=resident, kind="listing-to-read", channel="email", enabled=False)
    client.force_login(resident)
    assert client.post(URL, {"listing-to-read:email": "on", "alert-vigilance:email": "on"}).status_code == 302
    assert not Preference.objects.get(user=resident, kind="listing-to-read").enabled
    assert not Preference.objects.get(user=resident, kind="alert-vigilance", channel="push").enabled
    client.force_login(curator)
    client.post(URL, {"listing-to-read:email": "on"})
    page = client.get(URL)
    assert page.context["form"]["listing-to-read:email"].initial
    assert not page.context["form"]["listing-to-read:push"].initial


def test_the_page_asks_the_same_number_of_questions_however_much_was_chosen(client, curator):
    """TST-03."""
    client.force_login(curator)
    client.get(URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        counts.append(len(asked))
        rows = [Preference(user=curator, kind=kind.key, channel="push", enabled=False) for kind in kinds.chosen_kinds()]
        Preference.objects.bulk_create(rows, ignore_conflicts=True)
    assert counts[0] == counts[1]


def test_without_script_every_choice_is_in_the_page(client, resident):
    """Closed headings are the browser's own: what is in them is sent all the same."""
    client.force_login(resident)
    answer = client.get(reverse("notifications:preferences"))
    page = answer.content.decode()
    assert page.count('<details class="fold"') == len(answer.context["form"].sections) >= 3
    assert page.count('class="fold" open>') == 1
    assert 'name="response-received:email"' in page


def test_nothing_commercial_goes_by_text_message():
    """SMS-07: alerts and codes only, so that no hours of trade and no holidays have to be kept."""
    texted = {kind.key for kind in kinds.all_kinds() if kind.may_use("sms")}
    assert {key for key in texted if not key.startswith("alert-")} == {"phone-code"}
