"""What may suit a person, prepared for the page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import cached_property

from listings import limits
from listings.models import Match, MatchPart

if TYPE_CHECKING:
    from accounts.models import User
    from listings.models import ListingPage


@dataclass(frozen=True)
class Pair:
    """A request and an offer: the reader's own listing, and the other."""

    match: Match
    mine: "ListingPage"
    other: "ListingPage"


@dataclass(frozen=True)
class Ring:
    """An exchange among two or three: what the reader gives and receives, everybody's listing, and who has said yes."""

    match: Match
    mine: MatchPart
    gives_to: MatchPart
    receives_from: MatchPart
    parts: list[MatchPart]

    @property
    def others(self) -> list[MatchPart]:
        return [part for part in self.parts if part is not self.mine]


class MatchesPanel:
    """Finds whose listings are all on offer and all readable for this person: a fixed number of questions."""

    def __init__(self, user: "User") -> None:
        self.user = user

    @cached_property
    def _matches(self) -> list[Match]:
        return list(Match.objects.visible_to(self.user).proposed().newest_first().for_list()[: limits.SHOWN_MATCHES])

    @cached_property
    def pairs(self) -> list[Pair]:
        found = []
        for match in self._matches:
            if not match.is_ring:
                one, two = match.parts.all()
                mine, other = (one, two) if one.person_id == self.user.pk else (two, one)
                found.append(Pair(match, mine.listing, other.listing))
        return found

    @cached_property
    def rings(self) -> list[Ring]:
        return [self._ring(match) for match in self._matches if match.is_ring]

    def _ring(self, match: Match) -> Ring:
        parts = list(match.parts.all())
        place = next(number for number, part in enumerate(parts) if part.person_id == self.user.pk)
        return Ring(match, parts[place], parts[(place + 1) % len(parts)], parts[place - 1], parts)
