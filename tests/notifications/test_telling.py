"""notify(): one row per person and, by their choice, one e-mail in the outbox."""

from django.urls import reverse

import pytest

from notifications import kinds
from notifications.models import Delivery, Notification
from notifications.services import notify, set_preference
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """A kind of our own for the length of a test."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    @kinds.register
    class Greeting(kinds.NotificationKind):
        key = "greeting"
        label = "Greetings"

        def build(self, data):
            return kinds.Message(title=f"Bonjour {data['name']}", body="Un mot.", url="/bonjour/")

    return "greeting"


def test_each_person_is_told_once_and_never_the_one_who_did_it(kind):
    author, neighbour, closed = UserFactory(), UserFactory(), UserFactory(is_active=False)
    told = notify(kind, to=[neighbour, neighbour, author, closed], data={"name": "Ana"}, by=author)
    assert told == 1
    assert list(Notification.objects.values_list("user", flat=True)) == [neighbour.pk]
    assert list(Delivery.objects.values_list("user", "channel", "state")) == [(neighbour.pk, "email", "planned")]


def test_the_choice_of_a_person_decides_the_channels(kind):
    quiet, listless = UserFactory(), UserFactory()
    set_preference(user=quiet, kind=kind, channel="email", enabled=False)
    set_preference(user=listless, kind=kind, channel="in_app", enabled=False)
    assert notify(kind, to=[quiet, listless], data={"name": "Ana"}) == 2
    assert list(Delivery.objects.values_list("user", flat=True)) == [listless.pk]
    assert [Notification.objects.of(user).count() for user in (quiet, listless)] == [1, 0]


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        notify("nobody-registered-this", to=[UserFactory()], data={})


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_asks_the_same_number_of_questions_whatever_its_length(kind, client, number, django_assert_max_num_queries):
    user = UserFactory()
    for _ in range(number):
        notify(kind, to=[user], data={"name": "Ana"})
    client.force_login(user)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("notifications:inbox"))
    assert page.content.decode().count("Bonjour Ana") == number


def test_what_a_notification_is_about_may_be_gone(kind, client):
    user = UserFactory()
    notify(kind, to=[user], data={})
    client.force_login(user)
    assert client.get(reverse("notifications:inbox")).status_code == 200


def test_reading_marks_only_ones_own(kind, client):
    user, other = UserFactory(), UserFactory()
    notify(kind, to=[user, other], data={"name": "Ana"})
    client.force_login(user)
    assert client.get(reverse("notifications:mark-read")).status_code == 405
    client.post(reverse("notifications:mark-read"))
    assert Notification.objects.of(user).unread().count() == 0
    assert Notification.objects.of(other).unread().count() == 1


def test_the_list_is_for_people_who_signed_in(client):
    assert client.get(reverse("notifications:inbox")).status_code == 302
