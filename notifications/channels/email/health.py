"""How addresses behave: three refusals in a row and an address is parked (EML-02)."""

from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils import timezone

from notifications.channels.base import Outcome, Result
from notifications.models import EmailHealth
from notifications.models.email_health import HARD_BOUNCES


def parked(addresses: Mapping[int, str]) -> set[int]:
    """Return those of these people whose present address is parked. A new address starts afresh."""
    rows = EmailHealth.objects.filter(user__in=addresses, parked_at__isnull=False).values_list("user_id", "fingerprint")
    return {user for user, fingerprint in rows if fingerprint == EmailHealth.fingerprint_of(addresses[user])}


def record_health(results: Sequence[Result], addresses: Mapping[int, tuple[int, str]]) -> None:
    """Count final refusals; a mail that was taken clears the count."""
    for result in results:
        if result.outcome is Outcome.FAILED and result.code.startswith("smtp-"):
            _count_refusal(*addresses[result.delivery])
    taken = [addresses[result.delivery][0] for result in results if result.outcome is Outcome.SENT]
    if taken:
        EmailHealth.objects.filter(user__in=taken, hard_bounces__gt=0).update(hard_bounces=0, parked_at=None)


def _count_refusal(user: int, address: str) -> None:
    fingerprint = EmailHealth.fingerprint_of(address)
    row, _ = EmailHealth.objects.get_or_create(user_id=user, defaults={"fingerprint": fingerprint})
    if row.fingerprint != fingerprint:
        EmailHealth.objects.filter(pk=row.pk).update(fingerprint=fingerprint, hard_bounces=0, parked_at=None)
    EmailHealth.objects.filter(pk=row.pk).update(hard_bounces=F("hard_bounces") + 1)
    EmailHealth.objects.filter(pk=row.pk, hard_bounces__gte=HARD_BOUNCES, parked_at=None).update(parked_at=timezone.now())
