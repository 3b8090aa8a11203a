"""Listings, newest first: what the reader may see, page by page."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from home.belonging import belonging_now
from listings import search, services
from listings.errors import ListingError
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
    place: int = Field(description="Number of the neighbourhood's page")
    kind: list[str] = []
    direction: str = ""
    q: str = Field("", max_length=100)
    after: str = Field("", max_length=100)
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class Answer(Schema):
    message: str = Field("", max_length=600)
    quantity: int = Field(1, ge=1, le=1000)


@router.get("", response=Listings, auth=ANYBODY, summary="Listings of one neighbourhood, newest first")
def listings(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    question: dict[str, Any] = {"place": asked.place}
    if words := asked.q.strip():
        question |= {"words": search.asked(words), "where": search.any_place([asked.place])}
    if asked.kind:
        question["kinds"] = asked.kind
    if asked.direction:
        question["direction"] = asked.direction
    if asked.after:
        question["after"], question["after_pk"] = _read_mark(asked.after)
    found = rows.newest(question, belonging_now(request.auth), asked.limit + 1)
    shown = found[: asked.limit]
    return answered(request, rows.written_list(shown, _mark(shown[-1]) if len(found) > asked.limit else ""))


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


def _mark(row: rows.Row) -> str:
    """Say where a page of the list ended: a moment and a number, as one opaque word."""
    moment = row.published_at or timezone.now()
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {row.pk}".encode()).decode()


def _read_mark(mark: str) -> tuple[datetime, int]:
    try:
        moment, number = base64.urlsafe_b64decode(mark.encode()).decode().split(" ")
        found = parse_datetime(moment)
        if found is None or timezone.is_naive(found):
            raise ValueError
        return found, int(number)
    except (ValueError, binascii.Error) as error:
        raise HttpError(400, "This is not the end of a page of ours.") from error
