"""Listings, newest first: what the reader may see, page by page."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from home.belonging import Belonging, belonging_now
from listings import country, search, services
from listings.country import Key
from listings.errors import ListingError
from listings.marks import mark, read_mark
from listings.models import ListingPage
from portal.api import rows
from portal.api.answers import answered
from portal.api.auth import ANYBODY, MEMBER

router = Router(tags=["listings"])

PAGE, LARGEST_PAGE = 20, 100


class Point(Schema):
    """The middle of a square of some 150 m: nobody's door (PRV-01)."""

    lat: float
    lon: float


class Listing(Schema):
    id: UUID
    kind: str
    direction: str
    title: str
    summary: str
    place: int
    url: str
    street: str
    around: Point | None
    author: str
    proof: str
    published_at: datetime | None


class Listings(Schema):
    items: list[Listing]
    #: Give it as `after` to read on; empty at the end.
    next: str


class Asked(Schema):
    place: int | None = Field(None, description="Number of the neighbourhood's page; without it `q` is looked for in the whole country")
    kind: list[str] = []
    direction: str = ""
    q: str = Field("", max_length=100)
    after: str = Field("", max_length=100)
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class Answer(Schema):
    message: str = Field("", max_length=600)
    quantity: int = Field(1, ge=1, le=1000)


@router.get("", response=Listings, auth=ANYBODY, summary="Listings of one neighbourhood, or words in all of them, newest first")
def listings(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    question: dict[str, Any] = {"words": words} if (words := search.asked(asked.q.strip())) else {}
    if asked.kind:
        question["kinds"] = asked.kind
    if asked.direction:
        question["direction"] = asked.direction
    after = _read_mark(asked.after) if asked.after else None
    read = _everywhere if asked.place is None else partial(_in_place, asked.place)
    found, more = read(question, after, belonging_now(request.auth), asked.limit)
    return answered(request, rows.written_list(found, mark(found[-1].published_at or timezone.now(), found[-1].pk) if more else ""))


def _in_place(place: int, question: dict[str, Any], after: Key | None, reader: Belonging | None, limit: int) -> tuple[list[rows.Row], bool]:
    question |= {"place": place}
    if "words" in question:
        question["where"] = search.place_token(place)
    if after:
        question["after"], question["after_pk"] = after
    found = rows.newest(question, reader, limit + 1)
    return found[:limit], len(found) > limit


def _everywhere(question: dict[str, Any], after: Key | None, reader: Belonging | None, limit: int) -> tuple[list[rows.Row], bool]:
    if "words" not in question:
        raise HttpError(422, "A place is needed, or words to look for in all of them.")
    keys = country.find(question, reader, limit + 1, after=after).keys
    found = rows.of_keys(keys[:limit], reader)
    return found, bool(found) and len(keys) > limit


@router.get("/{uuid:public_id}", response=Listing, auth=ANYBODY, summary="One listing")
def listing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = ListingPage.objects.visible_to(request.auth).identified(public_id)
    return answered(request, rows.written(rows.Row(*get_object_or_404(found.as_rows()))))


@router.post("/{uuid:public_id}/answers", response={201: None}, auth=MEMBER, summary="Answer a listing")
def answer(request: HttpRequest, public_id: UUID, given: Answer) -> Status:
    found = get_object_or_404(ListingPage.objects.visible_to(request.auth).identified(public_id))
    try:
        services.respond(listing=found, by=request.auth, quantity=given.quantity, message=given.message)
    except ListingError as refusal:
        raise HttpError(409, str(refusal.reason)) from refusal
    return Status(201, None)


def _read_mark(word: str) -> Key:
    try:
        return read_mark(word)
    except ValueError as error:
        raise HttpError(400, "This is not the end of a page of ours.") from error
