"""The page that lists a neighbourhood's alerts."""

import pytest

from home.neighbourhood_sections import provision_all
from notifications.models import AlertArchivePage
from notifications.services import end_alert, publish_alert
from tests.factories.notifications import AlertFactory

pytestmark = pytest.mark.django_db


def test_every_neighbourhood_gets_its_list_once_and_it_shows_its_own_alerts(client, neighbourhood, other_neighbourhood, curator, operator):
    for _ in range(2):
        provision_all(neighbourhood)
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, headline="Ici l’eau monte"), by=curator)
    publish_alert(alert=AlertFactory.build(neighbourhood=other_neighbourhood, author=None, headline="Là-bas le feu"), by=operator)
    page = AlertArchivePage.objects.child_of(neighbourhood).get()
    shown = client.get(page.url).content.decode()
    assert page.url.endswith("/alertes/")
    assert "Ici l’eau monte" in shown
    assert "Là-bas le feu" not in shown


def test_what_runs_stands_before_what_has_ended(client, neighbourhood, curator):
    """The list is the banner of this page: what matters now is not below what is over."""
    provision_all(neighbourhood)
    running, ended = (
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, category=category, headline=headline), by=curator)
        for category, headline in (("water", "L’eau monte"), ("road", "La rue est barrée"))
    )
    end_alert(alert=ended, by=curator, ending="all_clear")
    shown = client.get(AlertArchivePage.objects.child_of(neighbourhood).get().url).content.decode()
    assert ended.effective > running.effective
    assert shown.index(running.headline) < shown.index(ended.headline)
    assert "data-alert=" not in shown
