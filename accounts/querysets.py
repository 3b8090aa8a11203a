"""Reads about people."""

from typing import Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from accounts import pseudonyms


class UserQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Return the accounts that may sign in."""
        return self.filter(is_active=True)

    def named(self, pseudonym: str) -> Self:
        """Return the account whose pseudonym looks like this one, whatever the case or accents."""
        return self.filter(pseudonym_key=pseudonyms.fold(pseudonym))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def get_by_natural_key(self, username: str) -> models.Model:
        """Return the account a person means when signing in; look-alikes are one account."""
        return self.get(pseudonym_key=pseudonyms.fold(username))

    def create_user(self, pseudonym: str, password: str | None = None, **fields: object) -> models.Model:
        """Create an account with a hashed password. Raises ValidationError when the pseudonym is refused."""
        user = self.model(pseudonym=pseudonym, **fields)
        user.set_password(password)
        user.clean()
        user.save()
        return user

    def create_superuser(self, pseudonym: str, password: str | None = None, **fields: object) -> models.Model:
        """Create an operator."""
        return self.create_user(pseudonym, password, **{**fields, "is_staff": True, "is_superuser": True})
