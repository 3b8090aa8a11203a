"""What must hold before the site starts. Django runs these with every command."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from wagtail import VERSION as WAGTAIL

from psycopg import IsolationLevel

#: The oldest releases of each line that carry the fixes of August 2026 (requirements F15): below, one place reads another.
FLOORS = {(7, 4): (7, 4, 3), (8, 0): (8, 0, 1)}


def is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether a Wagtail release carries the known security fixes. Lines after those we know are taken to."""
    line = version[:2]
    return version >= FLOORS[line] if line in FLOORS else line > max(FLOORS)


@register(Tags.security)
def wagtail_is_not_below_the_security_floor(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start on a Wagtail that is known to let a curator read another place."""
    version = WAGTAIL[:3]
    if is_safe(version):
        return []
    running = ".".join(map(str, version))
    floors = ", ".join(".".join(map(str, floor)) for floor in FLOORS.values())
    return [Error(f"Wagtail {running} has known security faults.", hint=f"Install {floors} or later.", id="portal.E001")]


@register(Tags.security)
def transactions_read_what_is_committed(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start at another isolation level: a limit counted under a lock would be counted in a picture of the past (FLT-05)."""
    level = settings.DATABASES["default"].get("OPTIONS", {}).get("isolation_level")
    if level == IsolationLevel.READ_COMMITTED:
        return []
    return [Error(f"The isolation level of transactions is {level}.", hint="Use READ COMMITTED.", id="portal.E002")]
