"""An SMTP server that keeps what it is given, for tests and benchmarks. Runs in a process of its own.

Usage: python smtp_sink.py FOLDER [--no-pipelining] [--delay-ms N] [--answers-after-ms N]. A delay holds up the whole server, as a slow disk
would; an answer that comes later holds up its own connection only, as a long way would. Writes FOLDER/port once it listens, and one line per accepted
message to FOLDER/accepted: time, recipient, Message-ID. What the recipient's name begins with decides the answer:
`deny` 550, `later` 451, `cut` drops the connection after the message, anything else 250. Raw messages of recipients
beginning with `keep` are written to FOLDER/<local part>.eml.
"""

import asyncio
import sys
import time
from pathlib import Path


class Sink(asyncio.Protocol):
    folder: Path
    accepted = None
    pipelining = True
    delay = answers_after = 0.0

    def connection_made(self, transport):
        self.transport = transport
        self.buffer = b""
        self.in_data = self.on_its_way = False
        self.recipient = ""
        transport.write(b"220 sink ready\r\n")

    def data_received(self, data):
        self.buffer += data
        answers = []
        while not self.on_its_way:
            if self.in_data:
                if self.buffer.startswith(b".\r\n"):
                    content, self.buffer = b"", self.buffer[3:]
                else:
                    content, mark, rest = self.buffer.partition(b"\r\n.\r\n")
                    if not mark:
                        break
                    self.buffer = rest
                self.in_data = False
                if self.recipient.startswith("cut"):
                    self.transport.write(b"".join(answers))
                    self.transport.close()
                    return
                if self.answers_after:
                    self.on_its_way = True
                    asyncio.get_running_loop().call_later(self.answers_after, self.answer, content + b"\r\n")
                else:
                    answers.append(self.keep(content + b"\r\n"))
            else:
                line, mark, rest = self.buffer.partition(b"\r\n")
                if not mark:
                    break
                self.buffer = rest
                answers.append(self.command(line))
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, content):
        self.on_its_way = False
        if not self.transport.is_closing():
            self.transport.write(self.keep(content))
            self.data_received(b"")

    def command(self, line):
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if self.pipelining else b"250-sink\r\n250 8BITMIME\r\n"
        if verb == b"MAIL":
            self.recipient = ""
            return b"250 ok\r\n"
        if verb == b"RCPT":
            recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            if recipient.startswith("deny"):
                return b"550 no such mailbox\r\n"
            if recipient.startswith("later"):
                return b"451 try again\r\n"
            self.recipient = recipient
            return b"250 ok\r\n"
        if verb == b"DATA":
            if not self.recipient:
                return b"503 no recipient\r\n"
            self.in_data = True
            return b"354 go ahead\r\n"
        return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"

    def keep(self, content):
        time.sleep(self.delay)
        start = content.find(b"Message-ID:")
        identity = content[start + 11 : content.find(b"\r\n", start)].strip().decode()
        self.accepted.write(f"{time.time():.4f} {self.recipient} {identity}\n")
        if self.recipient.startswith("keep"):
            (self.folder / f"{self.recipient.partition('@')[0]}.eml").write_bytes(content)
        return b"250 kept\r\n"


async def main(folder, *, pipelining):
    Sink.folder, Sink.pipelining = folder, pipelining
    Sink.accepted = (folder / "accepted").open("a", buffering=1)
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    (folder / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "port.new").rename(folder / "port")
    await server.serve_forever()


if __name__ == "__main__":
    if "--delay-ms" in sys.argv:
        Sink.delay = int(sys.argv[sys.argv.index("--delay-ms") + 1]) / 1000
    if "--answers-after-ms" in sys.argv:
        Sink.answers_after = int(sys.argv[sys.argv.index("--answers-after-ms") + 1]) / 1000
    asyncio.run(main(Path(sys.argv[1]), pipelining="--no-pipelining" not in sys.argv))
