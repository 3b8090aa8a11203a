"""What the town's curators and the operator decide: sponsor a gathering, open the place, refuse it, send it back to the map."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts.models import User
from home.models import NeighbourhoodPage
from home.services import appoint_curator, provision_place
from notifications.services import notify
from verification.errors import NotPossibleError
from verification.founding import policy, progress, states
from verification.founding.recipients import members_of, reviewers_of
from verification.founding.waking import Wake
from verification.models import Founding

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = NeighbourhoodPage.State


@transaction.atomic
def sponsor_founding(*, founding: Founding, by: User) -> Founding:
    """Vouch for a gathering as the town: it goes before the curators without waiting for its founders' number.

    Raises NotPossibleError when it does not gather, or waits for another boundary.
    """
    place, founding = _taken_up(founding, by)
    if place.state == State.REVIEW:
        return founding
    if place.state != State.GATHERING or founding.change_asked:
        raise NotPossibleError(_("Only a neighbourhood that gathers its neighbours can be sponsored."))
    founding.sponsored_by, founding.sponsored_at = by, timezone.now()
    founding.save(update_fields=["sponsored_by", "sponsored_at"])
    log(instance=place, action="verification.founding_sponsored", user=by)
    progress.review_if_complete(place, founding, by=by)
    return founding


@transaction.atomic
def accept_founding(*, founding: Founding, by: User, curators: Iterable[User] = ()) -> NeighbourhoodPage:
    """Open a neighbourhood: its page tree, group, collection and workflow, once, however many accept it at once.

    `curators` are appointed to it, out of `possible_curators`; nobody becomes one by having founded. Raises
    NotPossibleError when it is not under review, PermissionDenied for somebody who is no possible curator.
    """
    place, founding = _taken_up(founding, by, to_open=True)
    if founding.outcome == Founding.Outcome.ACCEPTED:
        return place
    states.move(place, State.LIVE, by=by)
    founding.outcome, founding.decided_at = Founding.Outcome.ACCEPTED, timezone.now()
    founding.save(update_fields=["outcome", "decided_at"])
    provision_place(place)
    place.refresh_from_db()
    chosen = {user.pk for user in curators}
    if chosen:
        people = list(possible_curators(place).filter(pk__in=chosen))
        if len(people) < len(chosen):
            raise PermissionDenied
        for person in people:
            appoint_curator(place=place, user=person, by=by)
    notify("founding_accepted", to=_concerned(place, founding), data={"founding": founding.pk}, by=by)
    return place


def possible_curators(place: NeighbourhoodPage) -> "QuerySet[User]":
    """Return who may be appointed when a place opens: confirmed neighbours of it, and the curators of its town."""
    neighbours = User.objects.active().filter(memberships__neighbourhood=place, memberships__state__in=["confirmed", "expiring"])
    town = User.objects.active().filter(groups=place.town.curator_group_id).exclude(groups=None)
    return User.objects.filter(pk__in=neighbours.values("pk")) | User.objects.filter(pk__in=town.values("pk"))


@transaction.atomic
def refuse_founding(*, founding: Founding, reason: str, by: User) -> Founding:
    """Refuse a neighbourhood under review, or stop a gathering that should not stand there; members are told why.

    Its page is gone at once; memberships end in `endings.end_memberships`, one by one. Raises NotPossibleError.
    """
    place, founding = _taken_up(founding, by)
    if founding.outcome == Founding.Outcome.REFUSED:
        return founding
    if not reason.strip():
        raise NotPossibleError(_("Say why: the people who gathered deserve a reason."))
    told = list(_concerned(place, founding))
    states.move(place, State.LAPSED, by=by, reason=reason)
    place.unpublish()
    founding.outcome, founding.outcome_reason, founding.decided_at = Founding.Outcome.REFUSED, reason.strip(), timezone.now()
    founding.save(update_fields=["outcome", "outcome_reason", "decided_at"])
    notify("founding_refused", to=told, data={"founding": founding.pk}, by=by)
    Wake.freeing()
    return founding


@transaction.atomic
def send_back(*, founding: Founding, change: str, by: User) -> Founding:
    """Ask the founder for another boundary: the place gathers on meanwhile, for at least CHANGE_TIME. Raises NotPossibleError."""
    place, founding = _taken_up(founding, by)
    if not change.strip():
        raise NotPossibleError(_("Say what to change: which street, which corner."))
    if founding.founder is None:
        raise NotPossibleError(_("The person who proposed it has left Palier. Redraw the boundary yourself, or refuse it."))
    states.move(place, State.GATHERING, by=by, reason=change)
    founding.change_asked = change.strip()
    founding.ends_at = max(founding.ends_at, timezone.now() + policy.CHANGE_TIME)
    founding.review_at = None
    founding.save(update_fields=["change_asked", "ends_at", "review_at"])
    notify("founding_sent_back", to=[founding.founder], data={"founding": founding.pk}, by=by)
    return founding


def remind_reviewers() -> int:
    """Remind those who decide of each place that waits, every REVIEW_REMINDER; return how many places.

    The second time the operators are reminded too. Safe to run twice at once: who moves the date tells.
    """
    now, reminded = timezone.now(), 0
    before = now - policy.REVIEW_REMINDER
    for founding in Founding.objects.waiting_since(before).select_related("neighbourhood"):
        with transaction.atomic():
            if not Founding.objects.waiting_since(before).filter(pk=founding.pk).update(reminded_at=now):
                continue
            people = reviewers_of(founding.neighbourhood)
            if founding.reminded_at:
                people = User.objects.filter(pk__in=people.values("pk")) | User.objects.active().filter(is_superuser=True)
            notify("founding_waits", to=people, data={"founding": founding.pk})
            reminded += 1
    return reminded


def _taken_up(founding: Founding, by: User, *, to_open: bool = False) -> tuple[NeighbourhoodPage, Founding]:
    """Lock a place and its founding for somebody who may decide about it. Raises PermissionDenied."""
    place = states.locked(founding.neighbourhood_id, to_open=to_open)
    if not Founding.objects.reviewed_by(by).filter(pk=founding.pk).exists():
        raise PermissionDenied
    return place, Founding.objects.select_for_update(of=("self",)).select_related("founder").get(pk=founding.pk)


def _concerned(place: NeighbourhoodPage, founding: Founding) -> "QuerySet[User]":
    """Return the members of a place and whoever proposed it."""
    return members_of(place) | User.objects.active().filter(pk=founding.founder_id)
