"""Answers that machines ask for again and again: a mark of what they hold, and nothing sent twice (RFC 9110, section 13)."""

from datetime import datetime
from hashlib import md5

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag


def conditional_answer(
    request: HttpRequest, body: bytes, kind: str, age: int, *, public: bool, changed_at: datetime | None = None
) -> HttpResponse:
    """Return a body that may be kept for `age` seconds, or 304 when the reader has it already."""
    etag = quote_etag(md5(body, usedforsecurity=False).hexdigest())
    answer = HttpResponse(body, content_type=kind, headers={"ETag": etag})
    modified = int(changed_at.timestamp()) if changed_at else None
    if modified:
        answer["Last-Modified"] = http_date(modified)
    patch_cache_control(answer, max_age=age, **({"public": True} if public else {"private": True}))
    return get_conditional_response(request, etag=etag, last_modified=modified, response=answer)
