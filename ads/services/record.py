"""Writing down what happened, and telling those concerned. By ids only; no personal data in the log."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wagtail.log_actions import log

from accounts.models import User
from notifications.services import notify

if TYPE_CHECKING:
    from django.db.models import Model

    from home.models import NeighbourhoodPage


def record(instance: "Model", event: str, *, by: "User | None", **data: str) -> None:
    """Log one event of a shop or a campaign: who, what, from which state, why."""
    log(instance=instance, action=f"ads.{event}", user=by, data=data)


def tell(kind: str, to: "Iterable[User | None]", *, by: "User | None", **about: "Model") -> None:
    """Notify people about things that have a `public_id`."""
    if people := [person for person in to if person is not None]:
        notify(kind, to=people, data={name: str(thing.public_id) for name, thing in about.items()}, by=by)


def curators_of(neighbourhood: "NeighbourhoodPage") -> list[User]:
    """Return the people who run a neighbourhood."""
    group = neighbourhood.curator_group_id
    return list(User.objects.active().filter(groups=group)) if group else []
