"""Making the letters that are due: one notification and one mail per reader, whatever is killed meanwhile."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from home.models import Membership, NeighbourhoodPage
from notifications import digests
from notifications.models import Delivery, DigestChoice, Notification
from notifications.outbox import wake
from notifications.services.telling import set_preference

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.digest_querysets import DigestChoiceQuerySet

KIND = "neighbourhood-letter"
#: Readers per transaction.
PAGE = 500
#: A letter that could not leave by the next day is no news any more.
LETTER_LIFE = timedelta(hours=20)
FRIDAY = 4


def make_letters(*, now: datetime | None = None) -> int:
    """Make every letter whose hour has come, by the clock of the reader's neighbourhood; return how many were made.

    The number of queries grows with places and pages of readers, never with readers. A reader's row is locked and says
    which day was made last, so that two workers, or one that was killed, make none twice.
    """
    now, made = timezone.localtime(now), 0
    overseas = NeighbourhoodPage.objects.open().by_zone()
    elsewhere = [place for places in overseas.values() for place in places]
    groups = [(now, DigestChoice.objects.not_living_in(elsewhere))]
    groups += [(now.astimezone(zone), DigestChoice.objects.living_in(places)) for zone, places in overseas.items()]
    for here, choices in groups:
        while (found := _make_page(here, choices)) is not None:
            made += found
    return made


@transaction.atomic
def _make_page(now: datetime, choices: "DigestChoiceQuerySet") -> int | None:
    """Make the next page of letters of readers who live by this clock; None when none is due."""
    due = choices.due(now.date(), now.hour, friday=now.weekday() == FRIDAY)
    choices = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:PAGE])
    if not choices:
        return None
    homes = dict(Membership.objects.active().filter(user__in=[choice.user_id for choice in choices]).values_list("user", "neighbourhood"))
    places = NeighbourhoodPage.objects.in_bulk(set(homes.values()))
    empty = {
        (number, every): digests.is_empty(place, *digests.period(every, now.date(), place.zone))
        for number, place in places.items()
        for every in {choice.every for choice in choices}
    }
    readers = [choice for choice in choices if choice.user_id in homes and not empty[homes[choice.user_id], choice.every]]
    rows = Notification.objects.bulk_create(
        Notification(kind=KIND, user_id=choice.user_id, data=_data(homes[choice.user_id], choice.every, now.date()), listed=False)
        for choice in readers
    )
    Delivery.objects.bulk_create(
        Delivery(notification=row, user_id=row.user_id, channel="email", expires_at=now + LETTER_LIFE) for row in rows
    )
    DigestChoice.objects.filter(pk__in=[choice.pk for choice in choices]).update(made_on=now.date())
    if rows:
        wake.after_commit(alerts=False)
    return len(rows)


def _data(place: int, every: str, day: date) -> dict[str, object]:
    return {"place": place, "every": every, "day": day.isoformat()}


@transaction.atomic
def choose_letter(*, user: "User", every: str, hour: int | None = None) -> None:
    """Remember how often a person wants the letter; never also stops the one that is on its way."""
    changes = {"every": every} | ({} if hour is None else {"hour": hour})
    DigestChoice.objects.update_or_create(user=user, defaults=changes)
    set_preference(user=user, kind=KIND, channel="email", enabled=every != DigestChoice.Every.NEVER)
