"""Keys for a person's own programs, made with Wagtail's tokens: shown once, kept as a digest, one year at most."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wagtail.log_actions import log
from wagtail.models import APIToken

from accounts.models import User
from accounts.prepared import prepared, texts
from accounts.querysets import keys_of
from accounts.services.errors import TooManyTokensError

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def create_token(*, user: User, label: str, by: User) -> tuple[APIToken, str]:
    """Make a key for one of this person's programs; return it with the key itself, which nobody can read again.

    Raises TooManyTokensError when the person has PALIER_API_TOKENS_PER_PERSON already.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if keys_of(user).count() >= settings.PALIER_API_TOKENS_PER_PERSON:
        raise TooManyTokensError
    token, key = APIToken.create_token(user=user, name=label)
    log(instance=user, action="accounts.token_created", user=by, data={"token": token.pk})
    return token, key


@transaction.atomic
def revoke_token(*, user: User, pk: int, by: User) -> None:
    """End a key at once; one that is not this person's, or has ended, changes nothing."""
    if keys_of(user).filter(pk=pk).update(revoked_at=timezone.now()):
        log(instance=user, action="accounts.token_revoked", user=by, data={"token": pk})


def revoke_all_tokens(*, user: User) -> None:
    """End every key of this person: what ends all sessions ends all programs too (SEC-11)."""
    keys_of(user).update(revoked_at=timezone.now())


def bearer(key: str) -> User | None:
    """Return whose key this is, while the key and the account are valid: one query, none for what cannot be a key."""
    if not APIToken.validate_token_format(key):
        return None
    oldest = timezone.now() - timedelta(days=settings.PALIER_API_TOKEN_DAYS)
    found = _bearer(hashes=list(APIToken.candidate_key_hashes(key)), oldest=oldest)
    return found[0] if found else None


@prepared
def _bearer(hashes: Any, oldest: Any) -> "QuerySet":
    return User.objects.active().filter(
        api_tokens__key_hash__in=texts(hashes), api_tokens__revoked_at=None, api_tokens__created__gt=oldest
    )[:1]
