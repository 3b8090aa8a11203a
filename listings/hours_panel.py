"""A time account for its holder, prepared for the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from listings import limits
from listings.hours import in_words
from listings.models import Leg, TimeEntry, TimeTransfer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


@dataclass(frozen=True)
class Row:
    """One entry: what, with whom, how much; `returnable` is the transfer that may be given back."""

    what: str
    other: str
    time: str
    is_gain: bool
    made_at: datetime
    returnable: UUID | None


class HoursPanel:
    """The balance is a sum over all entries; the rows are those of one page."""

    def __init__(self, user: "User", entries: "Iterable[TimeEntry]") -> None:
        self.user, self.entries = user, entries

    @cached_property
    def minutes(self) -> int:
        return TimeEntry.objects.visible_to(self.user).balance()

    @property
    def balance(self) -> str:
        return in_words(self.minutes, signed=True)

    @property
    def limit(self) -> str:
        return in_words(limits.TIME_LIMIT)

    @property
    def to_receive(self) -> str:
        """How much may still be received before the limit, in words."""
        return in_words(limits.TIME_LIMIT + self.minutes)

    @property
    def to_give(self) -> str:
        """How much may still be given before the limit, in words."""
        return in_words(limits.TIME_LIMIT - self.minutes)

    @property
    def rows(self) -> list[Row]:
        entries = list(self.entries)
        about = [entry.transfer.about for entry in entries if entry.transfer.about]
        skills = dict(Leg.objects.visible_to(self.user).filter(public_id__in=about).values_list("public_id", "what"))
        return [self._row(entry, skills) for entry in entries]

    def _row(self, entry: TimeEntry, skills: dict[UUID, str]) -> Row:
        transfer = entry.transfer
        other = next((one.account for one in transfer.entries.all() if one.account_id != entry.account_id), None)
        if other is not None and other.neighbourhood:
            name = _("the common account of %(place)s") % {"place": other.neighbourhood.title}
        else:
            name = other.user.pseudonym if other is not None and other.user else _("Former neighbour")
        what = skills.get(transfer.about, _("A service")) if transfer.about else transfer.get_reason_display()
        if transfer.reason == TimeTransfer.Reason.RETURN:
            what = _("Given back: %(what)s") % {"what": what}
        mine_to_return = (
            entry.minutes > 0
            and transfer.reason == TimeTransfer.Reason.EXCHANGE
            and not hasattr(transfer, "reversed_by")
            and other is not None
            and other.user is not None
        )
        time = in_words(entry.minutes, signed=True)
        return Row(what, name, time, entry.minutes > 0, transfer.made_at, transfer.public_id if mine_to_return else None)
