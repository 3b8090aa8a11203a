"""Alerts under way. Exercises and tests are for those who live there, and never here."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ninja import Router, Schema

from notifications.models import Alert
from portal.api.answers import as_json
from portal.api.auth import ANYBODY

router = Router(tags=["alerts"])


class RunningAlert(Schema):
    id: UUID
    category: str
    severity: str
    headline: str
    description: str
    instruction: str
    url: str
    effective: datetime
    expires: datetime


class Alerts(Schema):
    items: list[RunningAlert]


@router.get("", response=Alerts, auth=ANYBODY, summary="Real alerts under way in one neighbourhood")
def alerts(request: HttpRequest, place: int) -> HttpResponse:
    running = Alert.objects.visible_to(request.auth).running().actual().at(place)
    fields = ("category", "severity", "headline", "description", "instruction", "effective", "expires")
    items = [
        {"id": alert.public_id, "url": alert.get_absolute_url(), **{name: getattr(alert, name) for name in fields}} for alert in running
    ]
    return as_json(request, {"items": items})
