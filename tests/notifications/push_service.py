"""A stand-in for push services, in a process of its own: keeps every request, and answers from a script in the path.

Usage: push_service.py FOLDER. Writes its port to FOLDER/port and one line of JSON per request to FOLDER/requests.
A path says what to answer: /201/…, /410/…, /429-120/… (Retry-After), /hang/…, /reset/…, /drip/…, /302/… (to loopback),
/big/…, /413/… (until the body is short). FOLDER/script overrules with one such word for everything, as long as it exists.
"""

import asyncio
import base64
import json
import os
import sys
import time
from pathlib import Path

import uvloop

FOLDER = Path(sys.argv[1])
DELAY = float(os.environ.get("DELAY_MS", "0")) / 1000
SHORT = 500


class Service:
    def __init__(self):
        self.log = (FOLDER / "requests").open("ab", buffering=0)

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                target = first.split()[1]
                word = script() or target.split("/")[1]
                if not await self.answer(word, target, headers, body, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, word, target, headers, body, writer):
        if DELAY:
            await asyncio.sleep(DELAY)
        status, _, after = word.partition("-")
        if status == "413" and len(body) < SHORT:
            status = "201"
        number = int(status) if status.isdecimal() else 0
        self.keep(target, headers, body, number or status)
        if status == "hang":
            await asyncio.sleep(120)
        if status == "reset":
            writer.transport.abort()
            return False
        if status == "big":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000)
            await writer.drain()
            return True
        if status == "drip":
            for sign in b"HTTP/1.1 201 Created":
                writer.write(bytes([sign]))
                await asyncio.sleep(1)
        extra = f"Retry-After: {after.replace('_', ' ')}\r\n" if after else ""
        if number == 302:
            extra += "Location: http://127.0.0.1:1/inside\r\n"
        writer.write(f"HTTP/1.1 {number} Word\r\n{extra}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True

    def keep(self, target, headers, body, status):
        record = {"at": time.time(), "target": target, "status": status, "headers": headers, "body": base64.b64encode(body).decode()}
        self.log.write(json.dumps(record).encode() + b"\n")


def script():
    path = FOLDER / "script"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


async def main():
    server = await asyncio.start_server(Service().serve, "127.0.0.1", 0, limit=1 << 20, backlog=1024)
    (FOLDER / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (FOLDER / "port.new").rename(FOLDER / "port")
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
