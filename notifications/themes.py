"""Under which heading a person chooses about a kind of news, and who is shown a heading at all.

A heading of rights or of things (a desk, a shop, a founding) is shown to those it concerns only: whoever owns the rule says so
with `concerning`, in its `notification_kinds.py`. One question per heading, never one per kind.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

    Rule = Callable[[User], bool]

#: In the order of the page. A kind that names none is under the last one.
THEMES: dict[str, Promise] = {
    "alerts": _("Alerts"),
    "exchange": _("Listings, answers and dates"),
    "home": _("My address and my neighbourhood"),
    "founding": _("The neighbourhood we open"),
    "shop": _("My shop"),
    "desk": _("As a curator"),
    "other": _("Everything else"),
}
_rules: dict[str, "Rule"] = {}


def concerning(theme: str) -> "Callable[[Rule], Rule]":
    """Register whom a heading concerns; a heading without a rule concerns everybody. Raises ValueError for an unknown or taken one."""
    if theme not in THEMES or theme in _rules:
        message = f"The heading {theme!r} is unknown or has a rule already."
        raise ValueError(message)

    def keep(rule: "Rule") -> "Rule":
        _rules[theme] = rule
        return rule

    return keep


def themes_of(user: "User") -> list[str]:
    """Return the headings that concern a person, in the order of the page."""
    return [theme for theme in THEMES if theme not in _rules or _rules[theme](user)]
