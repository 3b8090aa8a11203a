"""Arrays written by hand mean what a list would."""

from django.db import connection

import pytest

from accounts.models import User
from notifications.lookups import array
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [[], [""], ["sent", "", "smtp-550"], ['a"b', "c\\d", "e,f", "{g}", "NULL", " h ", "é\n"]])
def test_words_arrive_as_they_are(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array(words)])
        assert cursor.fetchone() == (words,)


def test_any_of_these_numbers_finds_what_in_finds():
    people = [UserFactory() for _ in range(3)]
    wanted = [people[0].pk, people[2].pk]
    assert set(User.objects.filter(pk__any=array(wanted))) == set(User.objects.filter(pk__in=wanted)) == {people[0], people[2]}
    assert not User.objects.filter(pk__any=array([])).exists()
