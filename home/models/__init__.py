"""Where: the page tree of places, their boundaries, and who belongs to them.

Direction inside the package: photo, tree ← places ← {attendance, boundary, curation, membership, editorial}; home_cell stands alone.
"""

from home.models.attendance import DeskVisit, PlaceDesk
from home.models.boundary import Boundary, BoundaryRing
from home.models.curation import CuratorAbsence, CuratorInvitation
from home.models.editorial import InfoPage, NewsIndexPage, NewsPage
from home.models.home_cell import HomeCell
from home.models.membership import Membership
from home.models.photo import Photo, PhotoRendition
from home.models.places import HomePage, NeighbourhoodPage, TownPage
from home.models.tree import TreePage

__all__ = [
    "Boundary",
    "BoundaryRing",
    "CuratorAbsence",
    "CuratorInvitation",
    "DeskVisit",
    "HomeCell",
    "HomePage",
    "InfoPage",
    "Membership",
    "NeighbourhoodPage",
    "NewsIndexPage",
    "NewsPage",
    "Photo",
    "PhotoRendition",
    "PlaceDesk",
    "TownPage",
    "TreePage",
]
