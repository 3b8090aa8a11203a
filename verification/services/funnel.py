"""Counting how people come in, without knowing who: a row per step, and figures from which no small group can be told.

A curator sees finished months only, in steps of five, and no sum: neither looking twice nor subtracting one figure from
another tells about fewer than five people (PRV-04).
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from home.models.places import VerificationMethod
from home.zones import zone_of_town
from verification.models import ProofStep

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage

Step = ProofStep.Step
#: [policy, PRV-04] A group smaller than this is not told apart from nobody.
SMALLEST_GROUP = 5
MONTHS = 12


@dataclass(frozen=True)
class Figure:
    """A number of people as it may be shown: somewhere from `least` to `most`."""

    least: int

    @property
    def is_small(self) -> bool:
        """Tell whether the group is too small to be shown, or empty."""
        return self.least == 0

    @property
    def most(self) -> int:
        """Return the largest number this figure may stand for."""
        return self.least + SMALLEST_GROUP - 1

    def __str__(self) -> str:
        return f"< {SMALLEST_GROUP}" if self.is_small else f"{self.least}–{self.most}"


def record_step(*, neighbourhood: "NeighbourhoodPage", step: str, method: str = "", count: int = 1) -> None:
    """Note that so many people took a step. Rows are only ever added: nobody waits for anybody."""
    month = timezone.localdate().replace(day=1)
    ProofStep.objects.bulk_create(ProofStep(neighbourhood=neighbourhood, month=month, method=method, step=step) for _ in range(count))


def funnel_of(*, neighbourhood: "NeighbourhoodPage", today: date | None = None) -> list[tuple[str, list[tuple[date, dict[str, Figure]]]]]:
    """Return, for "" (no proof chosen yet) and each proof, the figures of each of the last finished months, oldest first."""
    today = today or timezone.now().astimezone(zone_of_town(neighbourhood.town.code)).date()
    months = finished_months(today)
    counts = ProofStep.objects.counts(neighbourhood, since=months[0], before=today.replace(day=1))
    steps = {method: [Step.ASKED, Step.CONFIRMED, Step.ENDED] for method in VerificationMethod.values} | {"": [Step.STARTED]}
    return [
        (method, [(month, {step: _figure(counts.get((month, method, step), 0)) for step in steps[method]}) for month in months])
        for method in ("", *VerificationMethod.values)
    ]


def _figure(count: int) -> Figure:
    return Figure(count - count % SMALLEST_GROUP)


def finished_months(today: date | None = None) -> list[date]:
    """Return the first days of the months that are shown: the last MONTHS that are over."""
    today = today or timezone.localdate()
    first = today.year * 12 + today.month - 1 - MONTHS
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS)]
