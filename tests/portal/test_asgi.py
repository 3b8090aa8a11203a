"""Which side of the one server answers which path."""

import pytest

from portal import asgi


@pytest.mark.parametrize(
    ("scope", "side"),
    [
        ({"type": "http", "path": "/"}, "pages"),
        ({"type": "http", "path": "/livestock/"}, "pages"),
        ({"type": "http", "path": "/live/alerts/"}, "live_streams"),
        ({"type": "websocket", "path": "/"}, "live_streams"),
    ],
)
def test_path_decides(scope, side, monkeypatch):
    asked = []
    for name in ("pages", "live_streams"):

        async def record(scope, receive, send, name=name):
            asked.append(name)

        monkeypatch.setattr(asgi, name, record)
    with pytest.raises(StopIteration):
        asgi.dispatch(scope, None, None).send(None)
    assert asked == [side]
