"""What pages show of vouching: the square code of a link, who has said yes, and what a voucher has left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

import segno

from verification import policy
from verification.models import VouchRequest
from verification.vouching import rules, standings

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

#: Around the code, or telephones do not find it.
_QUIET = 4
_SIZE = 232


def square_code(url: str) -> SafeString:
    """Draw the QR code of an address: black on white by day and by night, because telephones read it so."""
    modules = segno.make(url, error="m", micro=False).matrix
    side = len(modules) + 2 * _QUIET
    dark = "".join(f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg width="{size}" height="{size}" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        '<title>{title}</title><rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>',
        size=_SIZE,
        side=side,
        title=_("Square code of your link"),
        dark=mark_safe(dark),  # noqa: S308 - numbers and letters made above
    )


def said_yes(request: VouchRequest) -> list[str]:
    """Return the pseudonyms of those whose word stands, in the order they came."""
    return list(request.vouches.given().values_list("voucher__pseudonym", flat=True))


def missing(request: VouchRequest) -> int:
    """Return how many words are wanting."""
    return max(1, policy.VOUCHES_NEEDED - len(said_yes(request)))


@dataclass(frozen=True)
class Budget:
    """How many words somebody has given of how many; `until` is when the next is free, if none is left."""

    given: int
    of: int
    until: "datetime | None"


def budget(user: "User") -> Budget:
    """Return what a person has spent."""
    now, standing = timezone.now(), standings.of([user.pk])[user.pk]
    refusal = rules.budget_obstacle(standing, now)
    given = policy.VOUCHES_PER_ACCOUNT - rules.left(standing, now)
    return Budget(given, policy.VOUCHES_PER_ACCOUNT, refusal.until if refusal else None)
