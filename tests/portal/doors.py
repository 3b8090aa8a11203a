"""A small application for the tests of the doorway: it says which process answers, and can hold up its event loop."""

import os
import time
from pathlib import Path


async def application(scope, receive, send):
    """`/` answers with the process's number; `/held/<file>` does too, and holds everything up until that file is there."""
    body = str(os.getpid()).encode()
    held = scope["path"].startswith("/held")
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    if held:
        released, until = Path(scope["path"].removeprefix("/held")), time.monotonic() + 30
        while not released.exists() and time.monotonic() < until:
            os.sched_yield()
