"""How addresses behave: three refusals in a row and an address is parked (EML-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from notifications.channels.base import Outcome, Result
from notifications.lookups import array
from notifications.models import EmailHealth
from notifications.models.email_health import HARD_BOUNCES


@dataclass(slots=True)
class Health:
    """What is known of some people's addresses at the moment of sending."""

    #: People whose present address is parked. A new address starts afresh.
    parked: set[int]
    #: People with refusals on record, which a mail that is taken clears.
    troubled: set[int]

    def record(self, results: Sequence[Result], addresses: Mapping[int, tuple[int, str]]) -> None:
        """Count final refusals; a mail that was taken clears the count."""
        for result in results:
            if result.outcome is Outcome.FAILED and result.code.startswith("smtp-"):
                _count_refusal(*addresses[result.delivery])
        taken = {addresses[result.delivery][0] for result in results if result.outcome is Outcome.SENT} & self.troubled
        if taken:
            EmailHealth.objects.filter(user__pk__any=array(taken)).update(hard_bounces=0, parked_at=None)


def health_of(addresses: Mapping[int, str]) -> Health:
    """Read what is known of these people's addresses."""
    rows = EmailHealth.objects.filter(user__pk__any=array(addresses), hard_bounces__gt=0).values_list("user_id", "fingerprint", "parked_at")
    known = [(user, parked) for user, fingerprint, parked in rows if fingerprint == EmailHealth.fingerprint_of(addresses[user])]
    return Health({user for user, parked in known if parked}, {user for user, _ in known})


def _count_refusal(user: int, address: str) -> None:
    fingerprint = EmailHealth.fingerprint_of(address)
    row, _ = EmailHealth.objects.get_or_create(user_id=user, defaults={"fingerprint": fingerprint})
    if row.fingerprint != fingerprint:
        EmailHealth.objects.filter(pk=row.pk).update(fingerprint=fingerprint, hard_bounces=0, parked_at=None)
    EmailHealth.objects.filter(pk=row.pk).update(hard_bounces=F("hard_bounces") + 1)
    EmailHealth.objects.filter(pk=row.pk, hard_bounces__gte=HARD_BOUNCES, parked_at=None).update(parked_at=timezone.now())
