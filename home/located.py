"""What a look-up of a point answers: the places that hold it."""

from collections.abc import Iterable
from dataclasses import dataclass

from home.models import Boundary


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that holds a point."""

    page_id: int
    level: str
    title: str
    url_path: str

    @property
    def url(self) -> str:
        """The page's address: the tree below the portal's home page, which the default site serves."""
        return "/" + self.url_path.split("/", 2)[2]


@dataclass(frozen=True, slots=True)
class Located:
    """The places that hold a point. On an edge shared by two neighbourhoods both are given."""

    town: PlaceHit | None = None
    neighbourhoods: tuple[PlaceHit, ...] = ()

    def __bool__(self) -> bool:
        return self.town is not None or bool(self.neighbourhoods)


NOWHERE = Located()


def arranged(hits: Iterable[PlaceHit]) -> Located:
    """Sort hits into the town and the neighbourhoods. A point on the border of two towns gets the first by name."""
    towns, neighbourhoods = [], []
    for hit in sorted(hits, key=_by_name):
        (towns if hit.level == Boundary.Level.TOWN else neighbourhoods).append(hit)
    return Located(towns[0] if towns else None, tuple(neighbourhoods))


def _by_name(hit: PlaceHit) -> tuple[str, int]:
    return hit.title, hit.page_id
