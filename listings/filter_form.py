"""The form that asks for listings, drawn once for everybody who chose the same; what was typed is put into it."""

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from home.drawn import part
from listings import kinds
from listings.filters import DIRECTIONS, DISTANCES, ORIGINS, SCOPES

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage
    from listings.filters import CountryFilter, ListingFilter, Question

_CHOICES = {"directions": DIRECTIONS, "scopes": SCOPES, "distances": DISTANCES, "origins": ORIGINS}


def filter_form(filters: "ListingFilter", path: str) -> SafeString:
    """Return the form with its present answers."""
    asked = filters.values
    return part(
        "listings/_filters.html",
        holes=_holes(filters, path),
        on_map=filters.view_name == "map",
        has_square=filters.home_square is not None,
        kinds=tuple((kind.key, str(kind.label)) for kind in kinds.all_kinds()),
        chosen=tuple(asked.get("kind", ())),
        **{name: asked.get(name, "") for name in ("direction", "scope", "within", "near")},
        **{name: tuple((value, str(label)) for value, label in choices) for name, choices in _CHOICES.items()},
    )


def everywhere_form(filters: "CountryFilter", path: str) -> SafeString:
    """Return the form that asks the whole country, with its present answers."""
    asked = filters.values
    return part(
        "listings/_everywhere_form.html",
        holes=_holes(filters, path),
        kinds=tuple((kind.key, str(kind.label)) for kind in kinds.all_kinds()),
        chosen=tuple(asked.get("kind", ())),
        direction=asked.get("direction", ""),
        directions=tuple((value, str(label)) for value, label in DIRECTIONS),
    )


def _holes(filters: "Question", path: str) -> dict[str, object]:
    days = {name: f"{day:%Y-%m-%d}" if (day := filters.values.get(name)) else "" for name in ("day", "since")}
    return {"path": path, "q": filters.values.get("q", ""), **days}


def follow_links(place: int) -> SafeString:
    """Return the addresses under which machines read the public listings of a place."""
    return part("listings/_follow.html", place=place, kinds=tuple((kind.key, str(kind.label)) for kind in kinds.all_kinds()))


def machine_links(place: "NeighbourhoodPage") -> SafeString:
    """Return the same addresses for the head of the page."""
    return part("listings/_machines.html", place=place.pk, title=place.title)
