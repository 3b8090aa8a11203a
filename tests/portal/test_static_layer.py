"""Static files take no thread, and leave nothing to guess."""

import asyncio

import pytest

from portal.static_layer import StaticFiles


@pytest.fixture(autouse=True)
def _known_at_the_start(settings):
    """As everywhere but in tests: files are looked at once."""
    settings.WHITENOISE_AUTOREFRESH = False


async def ask(path, method="GET", **headers):
    sent = []

    async def through(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def send(message):
        sent.append(message)

    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await StaticFiles(through)({"type": "http", "method": method, "path": path, "headers": lines}, None, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_a_known_file_is_answered_with_its_type_and_its_age():
    status, headers, body = asyncio.run(ask("/static/css/palier.css"))
    assert status == 200
    assert headers[b"content-type"].startswith(b"text/css")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert int(headers[b"content-length"]) == len(body) > 10_000
    status, _, body = asyncio.run(ask("/static/css/palier.css", if_none_match=headers[b"etag"].decode()))
    assert (status, body) == (304, b"")


def test_anything_else_goes_through():
    for path in ("/static/nothing.css", "/static/../manage.py", "/dinan/", "/static/css/"):
        assert asyncio.run(ask(path))[0] == 404
    assert asyncio.run(ask("/static/css/palier.css", method="POST"))[0] == 405
