"""Accounts of the demonstration. One password opens them all, so it is hashed once: a hash takes a third of a second, on purpose."""

from functools import lru_cache

from django.contrib.auth.hashers import BasePasswordHasher, get_hasher, make_password

from accounts.models import User
from portal.demo.stories import PASSWORD


@lru_cache(maxsize=1)
def _hashed(hasher: BasePasswordHasher) -> str:
    return make_password(PASSWORD, hasher=hasher)


def open_account(pseudonym: str, *, operator: bool = False, **fields: object) -> User:
    """Make an account that the demonstration's password opens."""
    create = User.objects.create_superuser if operator else User.objects.create_user
    user = create(pseudonym, age_confirmed=True, language="fr", **fields)
    user.password = _hashed(get_hasher())
    user.save(update_fields=["password"])
    return user
