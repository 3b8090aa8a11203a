"""A load generator in its own process: keep-alive connections that ask for one address as fast as it answers.

    python -m benchmarks._load http://127.0.0.1:8000/ --connections 8 --seconds 5

It shares the machine's cores with what it measures, as every figure of this project does.
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from urllib.parse import urlsplit

import uvloop

from benchmarks._percentiles import p95

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.1 (\d+)")


class Client(asyncio.Protocol):
    """One connection: the next request leaves when the answer before it is complete."""

    def __init__(self, request: bytes, until: float, times: list[float], statuses: dict[int, int]) -> None:
        self.request, self.until, self.times, self.statuses = request, until, times, statuses
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.asked_at = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        headers = bytes(self.buffer[:head])
        found = _LENGTH.search(headers)
        if len(self.buffer) < head + 4 + (int(found[1]) if found else 0):
            return
        self.buffer.clear()
        self.times.append(time.perf_counter() - self.asked_at)
        status = int(_STATUS.match(headers)[1])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if time.perf_counter() < self.until:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def run(url: str, connections: int, seconds: float, headers: list[str], body: str = "") -> dict[str, object]:
    parts = urlsplit(url)
    if body:
        headers = [*headers, "Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
    lines = [
        f"{'POST' if body else 'GET'} {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1",
        f"Host: {parts.netloc}",
        *headers,
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
    times: list[float] = []
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: Client(request, started + seconds, times, statuses), parts.hostname, parts.port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    took = time.perf_counter() - started
    return {
        "requests_per_second": round(len(times) / took, 1),
        "p50_ms": round(statistics.median(times) * 1000, 2),
        "p95_ms": round(p95(times) * 1000, 2),
        "statuses": statuses,
    }


def measure(url: str, *, connections: int = 8, seconds: float = 4, headers: tuple[str, ...] = (), body: str = "") -> dict[str, object]:
    """Run the generator in a process of its own and return its figures. A `body` (JSON) makes the requests POSTs."""
    command = [sys.executable, "-m", "benchmarks._load", url, "--connections", str(connections), "--seconds", str(seconds)]
    for header in headers:
        command += ["--header", header]
    if body:
        command += ["--body", body]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--body", default="")
    options = parser.parse_args()
    print(json.dumps(uvloop.run(run(options.url, options.connections, options.seconds, options.header, options.body))))
