"""By whose clock the hours on a page are told, for readers who live by another."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from home.readers import home_of_reader, home_zone_of
from home.zones import hours_of, zone_named

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

register = template.Library()


@register.simple_tag(takes_context=True)
def whose_hours(context: template.Context, place: "NeighbourhoodPage | None" = None) -> str:
    """Return "Réunion time" when the hours here, or those of `place`, are not told by the reader's clock; else nothing.

    A visitor, and whoever reads a letter, may be anybody: for them the portal's own clock is the one that needs no word.
    """
    request = context.get("request")
    home = home_of_reader(request) if request is not None else None
    told = place.zone if place is not None else timezone.get_current_timezone()
    return "" if str(told) == str(zone_named(home.clock if home else "")) else hours_of(told)


@register.simple_tag
def zone_of(person: "User") -> ZoneInfo:
    """Return the time zone where a person lives, for `{% timezone %}`: letters, and pages that know somebody who is not signed in."""
    return home_zone_of(person)
