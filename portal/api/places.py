"""Where: the neighbourhoods of a town, and what there is at a point."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ninja import Field, Router, Schema

from home.locate import locate
from home.models import NeighbourhoodPage, TownPage
from portal.api.answers import as_json
from portal.api.auth import ANYBODY

router = Router(tags=["places"])


class Place(Schema):
    id: int
    title: str
    url: str
    motto: str


class Places(Schema):
    town: str
    items: list[Place]


class Position(Schema):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Found(Schema):
    id: int
    title: str


class Here(Schema):
    town: Found | None
    neighbourhoods: list[Found]


@router.get("/towns/{code}/neighbourhoods", response=Places, auth=ANYBODY, summary="The neighbourhoods of a town, by its official code")
def neighbourhoods(request: HttpRequest, code: str) -> HttpResponse:
    town = get_object_or_404(TownPage.objects.live().coded(code))
    places = NeighbourhoodPage.objects.open().in_town(town).order_by("title")
    items = [{"id": place.pk, "title": place.title, "url": place.url, "motto": place.motto} for place in places]
    return as_json(request, {"town": town.title, "items": items})


@router.post("/locate", response=Here, auth=ANYBODY, summary="What there is at a point: in the body, so that no log holds it")
def at_point(request: HttpRequest, position: Position) -> HttpResponse:
    found = locate(position.lat, position.lon)
    town = {"id": found.town.page_id, "title": found.town.title} if found.town else None
    hits = [{"id": hit.page_id, "title": hit.title} for hit in found.neighbourhoods]
    return as_json(request, {"town": town, "neighbourhoods": hits})
