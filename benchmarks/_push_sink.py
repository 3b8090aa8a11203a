"""A push service, or a gateway of text messages, that takes everything at once (or after DELAY_MS) and writes down when and for whom, as cheaply as it can."""

import asyncio
import itertools
import os
import sys
import time
from pathlib import Path

import uvloop

FOLDER = Path(sys.argv[1])
DELAY = float(os.environ.get("DELAY_MS", "0")) / 1000
BODY = b'{"sid": "SM%d", "messages": []}'
YES = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
COUNT = itertools.count(1)
LOG = (FOLDER / "accepted").open("ab", buffering=0)


class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""

    def data_received(self, data):
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = self.data[:end]
            length = int(head[head.lower().index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
            if len(self.data) < end + 4 + length:
                return
            self.data = self.data[end + 4 + length :]
            line = b"%f %b\n" % (time.time(), head.split(b" ", 2)[1])
            if DELAY:
                asyncio.get_running_loop().call_later(DELAY, self.answer, line)
            else:
                self.answer(line)

    def answer(self, line):
        LOG.write(line)
        if b"/Messages.json" in line:
            body = BODY % next(COUNT)
            self.transport.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        else:
            self.transport.write(YES)


async def main():
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0, backlog=1024)
    (FOLDER / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (FOLDER / "port.new").rename(FOLDER / "port")
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
