"""Proving by position: a browser's word, hence a weak proof unless it is repeated over days (VER-10).

Coordinates come in as arguments, are compared, and are gone when the call returns: they are in no row, log, job or session.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from home.locate import contains, locate
from home.models import Membership, NeighbourhoodPage
from home.models.places import VerificationMethod
from home.zones import zone_of_town
from verification import policy
from verification.errors import LimitReachedError, LocationRefusedError, NotPossibleError
from verification.models import LocationCheck
from verification.permissions import accepts_positions
from verification.sealing import location_hash
from verification.services.funnel import Step, record_step
from verification.services.memberships import confirm_membership, lock_person, start_membership

if TYPE_CHECKING:
    from accounts.models import User

Level = Membership.Level


@dataclass(frozen=True)
class Progress:
    """How far positions have come: the level they give now, the local days that count, and whether a night is among them."""

    level: int
    days: tuple[date, ...]
    has_night: bool
    can_give_level_2: bool

    @property
    def days_left(self) -> int:
        """Count the days still missing to a full proof, a night aside."""
        return max(0, policy.LOCATION_DAYS - len(self.days))


@sensitive_variables("lat", "lon")
def join_by_position(
    *, user: "User", neighbourhood: NeighbourhoodPage, lat: float, lon: float, accuracy: float, by: "User"
) -> tuple[Membership, Progress]:
    """Count a position (degrees, WGS 84; accuracy in metres) for this person: the first gives level 1, three days level 2 by policy.

    Raises LocationRefusedError (inaccurate, outside, repeated), LimitReachedError with its end, NotPossibleError where
    positions do not count or the person lives elsewhere. A refused try must outlive this call, so it commits: never call
    it inside a transaction.
    """
    outcome = _check(user, neighbourhood, lat, lon, accuracy, by)
    if isinstance(outcome, LocationRefusedError):
        raise outcome
    return outcome


def position_progress(*, user: "User", neighbourhood: NeighbourhoodPage) -> Progress:
    """Return what this person's positions prove today."""
    return _progress(LocationCheck.objects.of(user).at(neighbourhood).counting(), neighbourhood)


@transaction.atomic
def forget_locations() -> int:
    """Destroy checks that count for nothing any more; return how many."""
    return LocationCheck.objects.stale().delete()[0]


def is_night(local: datetime) -> bool:
    """Tell whether people sleep at this local time: from 20:00 to before 06:00 on the wall."""
    begins, ends = policy.LOCATION_NIGHT
    return local.hour >= begins or local.hour < ends


@sensitive_variables("lat", "lon")
@transaction.atomic(durable=True)
def _check(
    user: "User", neighbourhood: NeighbourhoodPage, lat: float, lon: float, accuracy: float, by: "User"
) -> tuple[Membership, Progress] | LocationRefusedError:
    lock_person(user.pk)
    if not accepts_positions(neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not accept positions as a proof."))
    now = timezone.now()
    recent = LocationCheck.objects.of(user).since(now - policy.LOCATION_TRIES_WINDOW)
    if len(recent) >= policy.LOCATION_TRIES:
        until = recent[len(recent) - policy.LOCATION_TRIES].at + policy.LOCATION_TRIES_WINDOW
        raise LimitReachedError(_("Your position was checked ten times in one day."), until)
    local = now.astimezone(zone_of_town(neighbourhood.town.code))
    check = LocationCheck(user=user, neighbourhood=neighbourhood, day=local.date(), is_night=is_night(local))
    first = not LocationCheck.objects.of(user).at(neighbourhood).exists()
    refusal = _refusal(neighbourhood, lat, lon, accuracy) or _record_passed(check, location_hash(lat, lon))
    _count(check, first=first, refused=refusal is not None)
    if refusal:
        check.passed, check.sample_hash = False, ""
        check.save()
        return refusal
    # Only a place that would take this person is worth a count: a refusal here undoes nothing that must stay.
    membership = start_membership(user=user, neighbourhood=neighbourhood, by=by)
    progress = position_progress(user=user, neighbourhood=neighbourhood)
    membership = confirm_membership(membership=membership, method=VerificationMethod.GEOLOCATION, level=progress.level, by=by)
    return membership, progress


def _count(check: LocationCheck, *, first: bool, refused: bool) -> None:
    """Count a person who begins, and one day of refusals once: ten tries at the window are one person."""
    if first:
        record_step(neighbourhood=check.neighbourhood, step=Step.ASKED, method=VerificationMethod.GEOLOCATION)
    earlier = LocationCheck.objects.of(check.user).at(check.neighbourhood)
    if refused and not earlier.filter(day=check.day, passed=False).exists():
        record_step(neighbourhood=check.neighbourhood, step=Step.ENDED, method=VerificationMethod.GEOLOCATION)


def _record_passed(check: LocationCheck, sample: str) -> LocationRefusedError | None:
    """Record a position that passed; refuse it when the same was recorded before, for whichever account (VER-10).

    The unique constraint decides, so that two accounts sending one position at once are not both believed.
    """
    check.passed, check.sample_hash = True, sample
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError:
        if not LocationCheck.objects.sampled(sample).exists():
            raise
        check.pk = None
        return LocationRefusedError(
            "repeated",
            _(
                "This is to the centimetre a position that was sent before, which a phone that moves never gives twice. "
                "Try again from another room, or from outside."
            ),
        )
    return None


@sensitive_variables("lat", "lon")
def _refusal(neighbourhood: NeighbourhoodPage, lat: float, lon: float, accuracy: float) -> LocationRefusedError | None:
    if not 0 <= accuracy <= policy.LOCATION_ACCURACY:
        return LocationRefusedError(
            "inaccurate",
            _(
                "Your device only knows roughly where it is, and we need it to within %(most)s metres. Turn on precise location, "
                "go near a window or outside, wait a moment and try again. A phone knows better than a computer."
            )
            % {"most": policy.LOCATION_ACCURACY},
        )
    if not contains(neighbourhood.pk, lat, lon):
        return LocationRefusedError("outside", _outside(neighbourhood, lat, lon))
    return None


@sensitive_variables("lat", "lon", "found")
def _outside(neighbourhood: NeighbourhoodPage, lat: float, lon: float) -> str:
    """Say what to do from a position outside, naming the neighbourhood it is in if there is one."""
    found = locate(lat, lon).neighbourhoods
    if found:
        words = _("You are in %(here)s now, not in %(place)s. Try again from your home, or choose another proof.")
        return words % {"here": found[0].title, "place": neighbourhood.title}
    words = _("You are outside %(place)s now. Try again from your home, or choose another proof.")
    return words % {"place": neighbourhood.title}


def _progress(checks: Iterable[LocationCheck], neighbourhood: NeighbourhoodPage) -> Progress:
    days: list[LocationCheck] = []
    has_night = False
    for check in checks:
        has_night = has_night or check.is_night
        if not days or (check.day > days[-1].day and check.at - days[-1].at >= policy.LOCATION_GAP):
            days.append(check)
    full = neighbourhood.geolocation_gives_level_2 and len(days) >= policy.LOCATION_DAYS and has_night
    level = Level.VERIFIED if full else Level.LOCATED if days else Level.DECLARED
    return Progress(level, tuple(check.day for check in days), has_night, neighbourhood.geolocation_gives_level_2)
