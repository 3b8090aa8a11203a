"""Who may send, update and end an alert, and see whom it reached."""

from typing import TYPE_CHECKING

from home.models import Membership
from home.permissions import is_curator, is_newcomer, is_operator, is_resident
from notifications.models import Alert

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage

    Person = User | AnonymousUser

#: No describing people (domain.md §0): a missing person is the town hall's and the curators' to announce.
CURATORS_CATEGORIES = frozenset({Alert.Category.MISSING_PERSON})
CURATORS_SEVERITIES = frozenset({Alert.Severity.URGENCE})


def runs_place(user: "Person", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person answers for the neighbourhood: its curator, its town's, or the operator."""
    return is_operator(user) or is_curator(user, neighbourhood) or is_curator(user, neighbourhood.town)


def can_alert(user: "Person", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person may send alerts here at all: those who run the place, and residents of level 2."""
    return runs_place(user, neighbourhood) or is_resident(user, neighbourhood, Membership.Level.VERIFIED)


def can_send(user: "Person", alert: Alert) -> bool:
    """Tell whether this person may send this very alert."""
    if alert.severity in CURATORS_SEVERITIES or alert.category in CURATORS_CATEGORIES or alert.is_drill:
        return runs_place(user, alert.neighbourhood)
    return can_alert(user, alert.neighbourhood)


def can_confirm(user: "Person", alert: Alert) -> bool:
    """Tell whether this person may say a neighbour's alert is true: another resident of level 2."""
    mine = user.is_authenticated and alert.author_id == user.pk
    return alert.by_resident and not mine and is_resident(user, alert.neighbourhood, Membership.Level.VERIFIED)


def can_release_texts(user: "Person", alert: Alert) -> bool:
    """Tell whether this person may be the second one an emergency's text messages wait for: never its sender.

    Those who run the place, or a resident who has been of level 2 for a month: in the first 30 days nobody makes others' telephones
    ring (domain.md §3).
    """
    if not user.is_authenticated or alert.author_id == user.pk:
        return False
    if runs_place(user, alert.neighbourhood):
        return True
    return not is_newcomer(user, alert.neighbourhood)


def can_answer(user: "Person", alert: Alert) -> bool:
    """Tell whether this person is asked how they are: a resident, when the sender asked."""
    return alert.asks_roll_call and is_resident(user, alert.neighbourhood)


def can_follow(user: "Person", alert: Alert) -> bool:
    """Tell whether this person may see how many were reached, add news and end the alert."""
    return (user.is_authenticated and alert.author_id == user.pk and user.is_active) or runs_place(user, alert.neighbourhood)
