"""A stand-in for providers of text messages, speaking enough of OVHcloud's and Twilio's interfaces.

Usage: sms_gateway.py FOLDER. Writes its port to FOLDER/port and a line of JSON per accepted message to FOLDER/accepted.
FOLDER/script, as long as it exists, says what to do: hang (take the message, then say nothing), 429-2, 500, 400.
"""

import asyncio
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import uvloop

FOLDER = Path(sys.argv[1])
DELAY = float(os.environ.get("DELAY_MS", "0")) / 1000
ACCEPTED = []
LOG = (FOLDER / "accepted").open("ab", buffering=0)


def script():
    try:
        return (FOLDER / "script").read_text().strip()
    except FileNotFoundError:
        return ""


def signed_by_ovh(method, target, headers, body):
    url = f"http://{headers['host']}{target}"
    text = "+".join(("ovh-secret", "ovh-consumer", method, url, body.decode(), headers["x-ovh-timestamp"]))
    return headers["x-ovh-signature"] == "$1$" + hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - their protocol


def keep(number, text, reference):
    ACCEPTED.append({"at": time.time(), "number": number, "text": text, "reference": reference})
    LOG.write(json.dumps(ACCEPTED[-1]).encode() + b"\n")
    return str(len(ACCEPTED))


def answer(method, target, headers, body):
    path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
    if path.startswith("/1.0/sms/"):
        if not signed_by_ovh(method, target, headers, body):
            return 403, {"message": "Invalid signature"}
        if method == "GET":
            return 200, [index for index, kept in enumerate(ACCEPTED, 1) if kept["reference"] == query["tag"][0]]
        order = json.loads(body)
        number = order["receivers"][0]
        if number.endswith("0000"):
            return 200, {"ids": [], "invalidReceivers": [number], "validReceivers": []}
        return 200, {"ids": [int(keep(number, order["message"], order["tag"]))], "invalidReceivers": [], "validReceivers": [number]}
    if method == "GET":
        found = [{"sid": f"SM{index}", "to": kept["number"], "body": kept["text"]} for index, kept in enumerate(ACCEPTED, 1)]
        return 200, {"messages": [one for one in found if one["to"] == query["To"][0]]}
    order = dict(parse_qsl(body.decode()))
    return 201, {"sid": f"SM{keep(order['To'], order['Body'], '')}"}


async def serve(reader, writer):
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, target, _ = first.split()
            word = script() if method == "POST" else ""
            if DELAY:
                await asyncio.sleep(DELAY)
            status, _, after = word.partition("-")
            code, content = (int(status), {}) if status.isdecimal() else answer(method, target, headers, body)
            if word == "hang":
                await asyncio.sleep(120)
            data = json.dumps(content).encode()
            extra = f"Retry-After: {after}\r\n" if after else ""
            writer.write(f"HTTP/1.1 {code} Word\r\n{extra}Content-Length: {len(data)}\r\n\r\n".encode() + data)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    (FOLDER / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (FOLDER / "port.new").rename(FOLDER / "port")
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
