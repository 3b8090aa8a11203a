"""The page that lists a neighbourhood's alerts."""

import pytest

from home.neighbourhood_sections import provision_all
from notifications.models import AlertArchivePage
from notifications.services import publish_alert
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
