"""The registry of what upper rooms show on, and provide with, a neighbourhood.

An app fills it from its own `sections.py`, found at start-up:
- `@section(order=…)` registers a Laces component class, built with the neighbourhood page and the reader;
- `@provision(order=…)` registers a function that creates the app's sub-page under a new neighbourhood.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from laces.components import Component

if TYPE_CHECKING:
    from django.http import HttpRequest

    from home.models import NeighbourhoodPage

_sections: list[tuple[int, type["Section"]]] = []
_provisions: list[tuple[int, Callable[["NeighbourhoodPage"], None]]] = []


class Section(Component):
    """One part of a neighbourhood's home page. `column` is "main" or "side"."""

    column = "main"

    def __init__(self, neighbourhood: "NeighbourhoodPage", request: "HttpRequest") -> None:
        self.neighbourhood = neighbourhood
        self.request = request


def section(*, order: int) -> Callable[[type[Section]], type[Section]]:
    """Register a section; lower orders come first."""

    def register(component: type[Section]) -> type[Section]:
        _sections.append((order, component))
        return component

    return register


def provision(*, order: int) -> Callable:
    """Register a function that gives a new neighbourhood the app's sub-page. It must be safe to run twice."""

    def register(function: Callable[["NeighbourhoodPage"], None]) -> Callable[["NeighbourhoodPage"], None]:
        _provisions.append((order, function))
        return function

    return register


def sections_for(neighbourhood: "NeighbourhoodPage", request: "HttpRequest") -> list[Section]:
    """Return the sections of one page for one reader, in order."""
    return [component(neighbourhood, request) for _, component in sorted(_sections, key=lambda entry: entry[0])]


def provision_all(neighbourhood: "NeighbourhoodPage") -> None:
    """Create every sub-page a neighbourhood lives with."""
    for _, function in sorted(_provisions, key=lambda entry: entry[0]):
        function(neighbourhood)
