"""A neighbourhood of any size whose residents all have a confirmed address."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from wagtail.models import Page

from allauth.account.models import EmailAddress

from accounts import pseudonyms
from accounts.models import User
from home.models import HomePage, Membership, NeighbourhoodPage, TownPage
from notifications.models import Alert
from notifications.services import release_texts


def neighbourhood_of(people: int) -> tuple[NeighbourhoodPage, User]:
    """Make the place and its people; return it with one who may send alerts."""
    home = HomePage.objects.first() or Page.get_first_root_node().add_child(instance=HomePage(title="Mesures", slug="mesures"))
    home.refresh_from_db()
    town = home.add_child(instance=TownPage(title="Mesures", code=f"M{timezone.now():%H%M%S}"))
    place = town.add_child(instance=NeighbourhoodPage(title=f"Quartier de {people}"))
    first = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    names = [f"Mesure {place.pk} voisin {number}" for number in range(people)]
    users = User.objects.bulk_create(
        User(pseudonym=name, pseudonym_key=pseudonyms.fold(name), password="!", language="en" if number % 10 == 0 else "fr")
        for number, name in enumerate(names)
    )
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(
            user=user,
            neighbourhood=place,
            state="confirmed",
            level=2,
            method="postcard",
            confirmed_at=now - timedelta(days=60),
            expires_at=now + timedelta(days=600),
        )
        for user in users
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=f"voisin{user.pk}@exemple.test", verified=True, primary=True) for user in users
    )
    author = User.objects.create_user(f"Mesure auteur {first}", None, is_superuser=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return place, author


def give_numbers(users: list[User]) -> None:
    """Give these people a confirmed telephone number each."""
    for number, user in enumerate(users):
        user.phone, user.phone_verified_at = f"+3361{number:07}", timezone.now()
    User.objects.bulk_update(users, ["phone", "phone_verified_at"], batch_size=2_000)


def emergency_for(place: NeighbourhoodPage) -> Alert:
    """Return an alert that rings telephones, not yet published."""
    words = {"category": "water", "severity": "urgence", "headline": "La Rance monte", "description": "Quittez les quais."}
    return Alert(neighbourhood=place, expires=timezone.now() + timedelta(hours=6), **words)


def let_texts_go(alert: Alert) -> None:
    """Say yes to an emergency's text messages, as the second person they wait for."""
    second = User.objects.create_user(f"Mesure seconde {alert.pk}", None, is_superuser=True)
    release_texts(alert=alert, place=alert.neighbourhood.title, numbers=alert.text_release.numbers, by=second)
