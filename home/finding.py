"""What the portal has to offer at a point, or for a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from home.locate import Located
from home.models import Boundary, NeighbourhoodPage, TownPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Outlines drawn on the first map: more would be too heavy for a telephone.
AREAS_SHOWN = 60
_POSTCODE = re.compile(r"\b\d{5}\b|\bcedex\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Exists:
    """What there is at one point: neighbourhoods to join, those nearby in the town, or room to found one."""

    town: TownPage | None
    here: list[NeighbourhoodPage]
    elsewhere_in_town: list[NeighbourhoodPage]
    gathering_here: list[NeighbourhoodPage]
    gathering_in_town: list[NeighbourhoodPage]
    areas: list[dict[str, Any]]

    def __bool__(self) -> bool:
        return self.town is not None or bool(self.here)


def what_exists(located: Located) -> Exists:
    """Return the open neighbourhoods at a point, those that gather there, and the others of its town."""
    town = TownPage.objects.live().filter(pk=located.town.page_id).first() if located.town else None
    at_point = [hit.page_id for hit in located.neighbourhoods]
    here = list(NeighbourhoodPage.objects.open().among(at_point))
    gathering = list(NeighbourhoodPage.objects.gathering().among(at_point))
    known = {page.pk for page in gathering}
    more = NeighbourhoodPage.objects.gathering().in_town(town).order_by("title")[:AREAS_SHOWN] if town else []
    ids = {page.pk for page in here}
    nearby = NeighbourhoodPage.objects.open().in_town(town).order_by("title")[:AREAS_SHOWN] if town else []
    others = [page for page in nearby if page.pk not in ids]
    areas = areas_of([*here, *gathering, *others] or [town] if town or here else [])
    return Exists(town, here, others, gathering, [page for page in more if page.pk not in known], areas)


def areas_of(pages: list) -> list[dict[str, Any]]:
    """Return the outlines of these pages as `components/map.html` draws them."""
    by_id = {page.pk: page for page in pages}
    boundaries = Boundary.objects.of_places(by_id).only("place_id", "simplified")
    return [
        {"name": by_id[row.place_id].title, "geometry": row.simplified, "url": by_id[row.place_id].get_url()}
        for row in boundaries
        if row.simplified
    ]


def areas_of_portal() -> list[dict[str, Any]]:
    """Return the outlines of the towns where something is open, or of the first towns of a new portal."""
    towns = TownPage.objects.live()
    return areas_of(list(towns.with_neighbourhoods().order_by("name_key")[:AREAS_SHOWN] or towns.order_by("name_key")[:AREAS_SHOWN]))


def towns_meant(text: str) -> "QuerySet[TownPage]":
    """Return the towns that a name or the end of an address may mean: « 12 rue du Petit-Fort, 22100 Dinan » means Dinan."""
    live = TownPage.objects.live()
    for name in _names_in(text):
        found = live.named_like(name)
        if found.exists():
            return found
    return live.none()


def _names_in(text: str) -> Iterator[str]:
    yield text
    end = _POSTCODE.sub(" ", text.rsplit(",", 1)[-1])
    words = end.split()
    # The longest ending first: « Saint-Malo » before « Malo ».
    for length in range(min(len(words), 5), 0, -1):
        yield " ".join(words[-length:])
