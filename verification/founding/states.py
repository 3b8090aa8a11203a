"""The state of a place: one table of what may follow what, one function that writes it.

`proposed → gathering ⇄ review → live ⇄ dormant → archived`; `proposed`, `gathering` and `review` may end as `lapsed`.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.models import NeighbourhoodPage
from verification.errors import NotPossibleError

if TYPE_CHECKING:
    from accounts.models import User

State = NeighbourhoodPage.State

#: What may follow what. Whatever is not here is refused.
TRANSITIONS: dict[str, set[str]] = {
    State.PROPOSED: {State.GATHERING, State.LAPSED},
    State.GATHERING: {State.REVIEW, State.LAPSED},
    State.REVIEW: {State.LIVE, State.GATHERING, State.LAPSED},
    State.LIVE: {State.DORMANT, State.ARCHIVED},
    State.DORMANT: {State.LIVE, State.ARCHIVED},
    State.LAPSED: set(),
    State.ARCHIVED: set(),
}


def locked(pk: int, *, to_open: bool = False) -> NeighbourhoodPage:
    """Return a neighbourhood whose state nobody else changes until the transaction ends.

    This row is the lock of founding: taken after people's rows, before anything else. `to_open` takes it whole from the
    start, because provisioning will: asking for more later could wait for somebody who waits for us.
    """
    rows = NeighbourhoodPage.objects.select_for_update(no_key=not to_open, of=("self",))
    return rows.get(pk=pk)


def move(place: NeighbourhoodPage, to: str, *, by: "User | None", reason: str = "") -> None:
    """Write the next state of a locked place, and log it. Raises NotPossibleError when it may not follow the present one."""
    if to not in TRANSITIONS[place.state]:
        raise NotPossibleError(
            _("“%(place)s” is %(state)s: this is not possible any more.") % {"place": place.title, "state": place.get_state_display()}
        )
    before, place.state = place.state, to
    # Saved, not updated: the pages kept for visitors listen to it.
    place.save(clean=False, update_fields=["state"])
    log(instance=place, action=f"verification.place_{to}", user=by, data={"from": before, "reason": reason})
