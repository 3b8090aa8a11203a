"""What a person changes on the account page."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import pseudonyms
from accounts.models import FormerPseudonym, User
from accounts.permissions import NAME_KEPT, can_bear
from accounts.services.errors import PseudonymTakenError, TooManyNamesError

if TYPE_CHECKING:
    from phonenumber_field.phonenumber import PhoneNumber


def rename(*, user: User, pseudonym: str) -> User:
    """Give a person another name, and keep the old one from others for a year.

    Two changes a year; changing only capitals, accents or spaces does not count.
    Raises ValidationError (a rule of pseudonyms), PseudonymTakenError, TooManyNamesError.
    """
    try:
        with transaction.atomic():
            return _rename(user.pk, pseudonyms.normalize(pseudonym))
    except IntegrityError as error:
        raise PseudonymTakenError from error


def _rename(user_id: int, pseudonym: str) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    pseudonyms.validate(pseudonym)
    if not can_bear(pseudonym, user=user):
        raise PseudonymTakenError
    if pseudonyms.fold(pseudonym) != user.pseudonym_key:
        now = timezone.now()
        changes = FormerPseudonym.objects.of(user).since(now - NAME_KEPT).order_by("-released_at")
        recent = list(changes[: settings.PALIER_NAME_CHANGES_PER_YEAR])
        if len(recent) == settings.PALIER_NAME_CHANGES_PER_YEAR:
            raise TooManyNamesError(recent[-1].released_at + NAME_KEPT)
        FormerPseudonym.objects.create(user=user, pseudonym_key=user.pseudonym_key, released_at=now)
    user.pseudonym = pseudonym
    user.save(update_fields=["pseudonym"])
    return user


def change_language(*, user: User, language: str) -> None:
    """Choose the language of pages and messages to this person."""
    user.language = language
    user.save(update_fields=["language"])


def change_phone(*, user: User, phone: "PhoneNumber | str") -> None:
    """Keep another number, or none. A new number has to be verified again."""
    if user.phone != phone:
        user.phone = phone
        user.phone_verified_at = None
        user.save(update_fields=["phone", "phone_verified_at"])
