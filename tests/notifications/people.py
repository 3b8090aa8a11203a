"""Many residents at once: rows only, no sign-up."""

from datetime import timedelta

from django.utils import timezone

from allauth.account.models import EmailAddress

from accounts import pseudonyms
from accounts.models import User
from home.models import Membership


def residents_of(place, number):
    """Return so many residents of level 2 with a confirmed address."""
    now = timezone.now()
    names = [f"Foule {place.pk} {index}" for index in range(number)]
    users = User.objects.bulk_create(User(pseudonym=name, pseudonym_key=pseudonyms.fold(name), password="!") for name in names)
    dates = {"confirmed_at": now - timedelta(days=60), "expires_at": now + timedelta(days=600)}
    Membership.objects.bulk_create(
        Membership(user=user, neighbourhood=place, state="confirmed", level=2, method="postcard", **dates) for user in users
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=f"voisin{user.pk}@exemple.test", verified=True, primary=True) for user in users
    )
    return users
