"""How much the passengers of a car may be asked for: the official scale, nothing above it (LIM-03). Pure functions.

Sharing costs is not trade (Code des transports, L. 3132-1 and R. 3132-1) as long as all that is asked stays within what the
drive costs. The driver counts as one of those who share, unless they say otherwise.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Ceiling:
    """The most that one drive may bring in, and the most per seat."""

    total: Decimal
    per_seat: Decimal

    def allows(self, per_seat: Decimal, seats: int) -> bool:
        """Tell whether this much for each of so many seats stays within the scale."""
        return per_seat <= self.per_seat and per_seat * seats <= self.total


def ceiling(*, km: Decimal, rate: Decimal, tolls: Decimal, parking: Decimal, seats: int, driver_shares: bool) -> Ceiling:
    """Return the ceilings of a drive in euros, rounded down to the cent. `rate` is in euros per kilometre."""
    total = (km * rate + tolls + parking).quantize(_CENT, ROUND_DOWN)
    sharers = seats + 1 if driver_shares else seats
    return Ceiling(total, (total / sharers).quantize(_CENT, ROUND_DOWN))
