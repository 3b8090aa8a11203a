"""How answers of the API are written: straight to JSON, and private to whoever showed a key."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse


def as_json(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    """Write an answer. The schema beside each endpoint documents it; checking twenty rows against it would cost as much as reading them."""
    return answered(request, json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False))


def answered(request: HttpRequest, text: str) -> HttpResponse:
    """Send JSON that is written already."""
    answer = HttpResponse(text, content_type="application/json")
    answer["Cache-Control"] = "private, no-store" if "Authorization" in request.headers else "public, max-age=0, must-revalidate"
    answer["Vary"] = "Authorization"
    return answer
