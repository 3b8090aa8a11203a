"""What stands in the spots of a neighbourhood this week: the same answer for everybody, label and payer included (ADS-01)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ninja import Router, Schema

from ads.components import ad
from ads.models import Slot
from ads.querysets.campaigns import showing
from portal.api.answers import as_json
from portal.api.auth import ANYBODY

router = Router(tags=["ads"])


class Ad(Schema):
    """Show it with the word « Publicité », who pays and why it is there: the law wants all three."""

    spot: str
    shop: str
    text: str
    paid_by: str
    url: str
    why_url: str
    #: Send a random text of 16 to 64 letters here once, when half of it is on a screen.
    seen_url: str
    image: str
    image_alt: str


class Ads(Schema):
    items: list[Ad]


@router.get("", response=Ads, auth=ANYBODY, summary="Advertisements of one neighbourhood this week")
def ads(request: HttpRequest, place: int) -> HttpResponse:
    standing = [(key, showing(place=place, key=key)) for key in Slot.Key.values]
    return as_json(request, {"items": [_told(key, ad(placement)) for key, placement in standing if placement]})


def _told(key: str, values: dict[str, Any]) -> dict[str, str]:
    names = {"shop": "shop", "text": "text", "paid_by": "payer", "url": "url", "why_url": "why_url", "seen_url": "seen_url",
             "image": "image_src", "image_alt": "image_alt"}  # fmt: skip
    return {"spot": key, **{name: values.get(kept) or "" for name, kept in names.items()}}
