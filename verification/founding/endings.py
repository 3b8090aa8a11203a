"""Foundings that come to nothing: they lapse, their members are free again, and after a while nobody remembers them."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts.models import User
from home import place_index
from home.models import Boundary, Membership, NeighbourhoodPage
from notifications.services import notify
from verification.founding import policy, progress, states
from verification.founding.recipients import members_of
from verification.models import EmailInvitation, Founding
from verification.services.memberships import leave_neighbourhood

if TYPE_CHECKING:
    from datetime import datetime

State = NeighbourhoodPage.State


def lapse_gatherings() -> int:
    """End the gatherings whose time is over, each by itself; return how many. One that is complete goes to review instead."""
    return sum(_lapse(founding.pk) for founding in Founding.objects.overdue())


@transaction.atomic
def _lapse(pk: int) -> bool:
    founding = Founding.objects.get(pk=pk)
    place = states.locked(founding.neighbourhood_id)
    founding = Founding.objects.select_for_update(of=("self",)).get(pk=pk)
    if place.state != State.GATHERING or founding.ends_at > timezone.now():
        return False
    if progress.review_if_complete(place, founding):
        return False
    told = list(members_of(place) | User.objects.active().filter(pk=founding.founder_id))
    states.move(place, State.LAPSED, by=None)
    founding.outcome, founding.decided_at = Founding.Outcome.LAPSED, timezone.now()
    founding.save(update_fields=["outcome", "decided_at"])
    notify("founding_lapsed", to=told, data={"founding": founding.pk})
    return True


def end_memberships() -> int:
    """Free the members of places that are no more, one person at a time, so that all can look for another; return how many.

    Safe to stop and to run again: whoever is left is found the next time.
    """
    over = Membership.objects.current().filter(neighbourhood__state__in=[State.LAPSED, State.ARCHIVED])
    ended = 0
    for membership in over.select_related("neighbourhood").order_by("pk").iterator(chunk_size=200):
        archived = membership.neighbourhood.state == State.ARCHIVED
        reason = _("The neighbourhood was closed.") if archived else _("The neighbourhood was not founded.")
        leave_neighbourhood(membership=membership, by=None, reason=reason)
        ended += 1
    return ended


def forget_foundings(*, now: "datetime | None" = None) -> int:
    """Erase what ended KEPT_AFTER_END ago without opening anything: reason, founder, outline, page; return how many."""
    before = (now or timezone.now()) - policy.KEPT_AFTER_END
    return sum(_forget(founding) for founding in Founding.objects.stale(before).select_related("neighbourhood"))


@transaction.atomic
def _forget(founding: Founding) -> bool:
    place = states.locked(founding.neighbourhood_id)
    Boundary.objects.of_place(place.pk).delete()
    transaction.on_commit(place_index.expire)
    EmailInvitation.objects.filter(founding=founding).delete()
    if place.live:
        place.unpublish()
    # The name may have been somebody's idea of a joke: what is left in the tree says nothing.
    place.title = place.draft_title = _("Not founded")
    place.save(clean=False, update_fields=["title", "draft_title"])
    founding.founder, founding.sponsored_by, founding.reason, founding.change_asked, founding.outcome_reason = None, None, "", "", ""
    founding.forgotten_at = timezone.now()
    founding.save()
    log(instance=place, action="verification.founding_forgotten")
    return True


def last_calls() -> int:
    """Tell founders and members once that a gathering ends within LAST_CALL; return how many gatherings."""
    now = timezone.now()
    called = 0
    soon = Founding.objects.gathering().filter(ends_at__gt=now, ends_at__lte=now + policy.LAST_CALL, last_call_at__isnull=True)
    for founding in soon.select_related("neighbourhood"):
        with transaction.atomic():
            taken = Founding.objects.filter(pk=founding.pk, last_call_at__isnull=True).update(last_call_at=now)
            if taken:
                people = members_of(founding.neighbourhood) | User.objects.active().filter(pk=founding.founder_id)
                notify("founding_last_call", to=people, data={"founding": founding.pk})
                called += 1
    return called
