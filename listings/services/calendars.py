"""The address of a person's calendar."""

import uuid
from typing import TYPE_CHECKING

from listings.models import CalendarKey

if TYPE_CHECKING:
    from accounts.models import User


def renew_calendar_key(*, by: "User") -> CalendarKey:
    """Give a person's calendar its address, or a new one: the old one opens nothing any more."""
    return CalendarKey.objects.update_or_create(user=by, defaults={"key": uuid.uuid4()})[0]
