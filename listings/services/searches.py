"""Searches that tell of new listings: saved by a person, looked at by a worker, stopped in one tap."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from home.zones import by_the_clock_of, zone_named
from listings import limits
from listings.errors import ListingError
from listings.filters import ListingFilter
from listings.models import ListingPage, SavedSearch, SearchHit
from listings.querysets.searches import OVERLAP
from notifications.services import notify

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage

#: What belongs to the showing of a list and not to the search; a person's own square never leaves the list (PRV-05).
_NOT_KEPT = ("view", "since", "near", "within", "page")


@transaction.atomic
def save_search(*, user: User, neighbourhood: "NeighbourhoodPage", query: QueryDict, pace: str = SavedSearch.Pace.DAY) -> SavedSearch:
    """Keep a search; what appears from now on will be told. Saving the same again changes its pace only.

    Raises ListingError beyond the number one person may keep, counted under a lock on the person's row.
    """
    User.objects.select_for_update(of=("self",)).only("pk").get(pk=user.pk)
    asked = ListingFilter(query, neighbourhood=neighbourhood).query
    for name in _NOT_KEPT:
        asked.pop(name, None)
    text = asked.urlencode()[:500]
    existing = SavedSearch.objects.filter(user=user, neighbourhood=neighbourhood, query=text).first()
    if existing:
        existing.pace = pace
        existing.save(update_fields=["pace"])
        return existing
    if SavedSearch.objects.visible_to(user).count() >= limits.SAVED_SEARCHES:
        raise ListingError(_("You keep %(count)s searches already. Stop one to keep another.") % {"count": limits.SAVED_SEARCHES})
    return SavedSearch.objects.create(user=user, neighbourhood=neighbourhood, query=text, pace=pace, looked_at=timezone.now())


def stop_search(*, search: SavedSearch, by: User) -> bool:
    """Forget a search and what it found; tell whether there was one. It is its owner's alone."""
    return SavedSearch.objects.visible_to(by).filter(pk=search.pk).delete()[0] > 0


def tell_searches(*, now: datetime | None = None) -> int:
    """Tell of what is new for every search that is due, the daily ones in the morning of their place; return how many people were told something.

    Two workers at once share the work; what one has told, the unique row keeps the other from telling.
    """
    now, told = now or timezone.now(), 0
    for clock in SavedSearch.objects.clocks():
        local = now.astimezone(zone_named(clock))
        due = SavedSearch.objects.by_the_clock(clock).due(now, local.date(), morning=local.time() >= limits.MORNING)
        told += sum(tell_search(pk=pk, now=now) for pk in list(due.values_list("pk", flat=True)[: limits.SEARCHES_PER_RUN]))
    return told


@transaction.atomic
def tell_search(*, pk: int, now: datetime) -> bool:
    """Look for what appeared since the last look, and tell its owner once of each; tell whether there was anything."""
    search = (
        SavedSearch.objects.select_for_update(of=("self",), skip_locked=True).select_related("user", "neighbourhood").filter(pk=pk).first()
    )
    if search is None:
        return False
    since = max(search.looked_at - OVERLAP, search.created_at)
    asked = ListingFilter(search.asked, neighbourhood=search.neighbourhood)
    with by_the_clock_of(search.neighbourhood):
        found = asked.apply(ListingPage.objects.visible_to(search.user)).open().published_since(since)
    found = found.exclude(author=search.user).exclude(pk__in=search.hits.values("listing"))
    new = list(found.newest_first().values_list("pk", "public_id")[: limits.HITS_TOLD])
    SearchHit.objects.bulk_create([SearchHit(search=search, listing_id=number) for number, _id in new], ignore_conflicts=True)
    search.looked_at, search.looked_on = now, timezone.localdate(now, search.neighbourhood.zone)
    search.save(update_fields=["looked_at", "looked_on"])
    if new:
        data = {"search": str(search.public_id), "listings": [str(public_id) for _number, public_id in new]}
        notify("search-found", to=[search.user], data=data)
    return bool(new)
