"""A slow sender holds no page thread."""

import asyncio

import pytest

from portal import bodies
from portal.bodies import GatheredBodies


def request(length, messages):
    """Run one request through; return (what the application read, what was answered)."""
    read, sent, begun = [], [], []

    async def application(scope, receive, send):
        begun.append(len(waiting))
        more = True
        while more:
            message = await receive()
            read.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    waiting = list(messages)

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"content-length", str(length).encode())]}
    asyncio.run(GatheredBodies(application)(scope, receive, send))
    return b"".join(read), sent, begun


def pieces(*parts):
    return [{"type": "http.request", "body": part, "more_body": number < len(parts) - 1} for number, part in enumerate(parts)]


@pytest.mark.parametrize("piece", [b"x" * 10, b"y" * 700_000], ids=["in memory", "in a file"])
def test_a_page_begins_when_all_of_the_body_is_there(piece):
    read, sent, begun = request(3 * len(piece), pieces(piece, piece, piece))
    assert read == piece * 3
    assert begun == [0]  # nothing was left to wait for
    assert sent[0]["status"] == 200


def test_who_hangs_up_on_the_way_costs_no_page():
    read, sent, begun = request(20, [*pieces(b"x", b"y")[:1], {"type": "http.disconnect"}])
    assert (read, sent, begun) == (b"", [], [])


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(bodies, "MOST", 5)
    read, sent, begun = request(6, pieces(b"123456"))
    assert (read, begun) == (b"", [])
    assert sent[0]["status"] == 413
    assert "trop lourd" in sent[1]["body"].decode()
