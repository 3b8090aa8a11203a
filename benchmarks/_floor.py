"""What the machine allows: ready bytes from a bare application in the same web server, no framework."""

SIZE = 40_000
BODY = b"x" * SIZE


async def application(scope: dict, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(SIZE).encode())]})
    await send({"type": "http.response.body", "body": BODY})
