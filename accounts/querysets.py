"""Reads about people."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.utils import timezone

from wagtail.models import APIToken

from allauth.account.models import EmailAddress

from accounts import pseudonyms

if TYPE_CHECKING:
    from accounts.models import User


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UserQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Return the accounts that may sign in."""
        return self.filter(is_active=True)

    def identified(self, public_ids: Iterable[object]) -> Self:
        """Return the accounts with these public identifiers; what is no identifier is nobody's."""
        return self.filter(public_id__in=[text for text in map(str, public_ids) if _UUID.fullmatch(text)])

    def with_number(self) -> Self:
        """Return the accounts with a confirmed telephone number."""
        return self.filter(phone_verified_at__isnull=False).exclude(phone="")

    def named(self, pseudonym: str) -> Self:
        """Return the account whose pseudonym looks like this one, whatever the case or accents."""
        return self.filter(pseudonym_key=pseudonyms.fold(pseudonym))

    def with_address(self, email: str) -> Self:
        """Return the accounts that proved this e-mail address is theirs."""
        return self.filter(emailaddress__email=email.lower(), emailaddress__verified=True)


def addresses_of(user: "User") -> models.QuerySet[EmailAddress]:
    """Return a person's e-mail addresses, the proved one first."""
    return EmailAddress.objects.filter(user=user).order_by("-verified", "pk")


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


class FormerPseudonymQuerySet(models.QuerySet):
    def of(self, user: "User") -> Self:
        """Return the names this person gave up."""
        return self.filter(user=user)

    def since(self, moment: datetime) -> Self:
        """Return the names given up after this moment."""
        return self.filter(released_at__gt=moment)

    def looking_like(self, pseudonym: str) -> Self:
        """Return the names that share the look of this one."""
        return self.filter(pseudonym_key=pseudonyms.fold(pseudonym))


class RecoveryCodeQuerySet(models.QuerySet):
    def of(self, user: "User") -> Self:
        """Return the codes on this person's sheet."""
        return self.filter(user=user)

    def unused(self) -> Self:
        """Return the codes nobody has entered yet."""
        return self.filter(used_at__isnull=True)

    def matching(self, pseudonym: str, slot: str) -> Self:
        """Return the code in this slot of the sheet of whom this pseudonym means, among those who may sign in."""
        return self.filter(user__pseudonym_key=pseudonyms.fold(pseudonym), user__is_active=True, slot=slot)


class RecoveryRequestQuerySet(models.QuerySet):
    def of(self, user: "User") -> Self:
        """Return the requests about this person's account."""
        return self.filter(user=user)

    def unfinished(self) -> Self:
        """Return the requests that may still open the account."""
        return self.filter(state__in=["requested", "announced", "ready"])

    def begun(self) -> Self:
        """Return the requests whose delay runs or is over."""
        return self.filter(state__in=["announced", "ready"])

    def noted_before(self, moment: datetime) -> Self:
        """Return the requests made before that moment whose delay has not begun."""
        return self.filter(state="requested", requested_at__lte=moment)

    def by(self, way: str) -> Self:
        """Return the requests begun in this way, the newest first."""
        return self.filter(way=way).order_by("-requested_at", "-pk")

    def stopped_since(self, moment: datetime) -> Self:
        """Return the requests that were stopped after that moment, by the owner as a rule."""
        return self.filter(state="cancelled", closed_at__gt=moment)

    def opened_by(self, code_id: int) -> Self:
        """Return the request this code started."""
        return self.filter(code_id=code_id)


def keys_of(user: "User") -> models.QuerySet[APIToken]:
    """Return the keys of this person's programs that still open something."""
    oldest = timezone.now() - timedelta(days=settings.PALIER_API_TOKEN_DAYS)
    return APIToken.objects.filter(user=user, revoked_at=None, created__gt=oldest).order_by("-created")
