"""Answers of pages on their way from a thread to the event loop."""

import asyncio
import threading

import pytest

from portal.page_threads import PageThreads

SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}


class Answer:
    """What Django returns, as far as a server sees it."""

    def __init__(self, pieces, *, streaming, noted):
        self.pieces, self.streaming, self.noted = pieces, streaming, noted

    def __iter__(self):
        yield from self.pieces

    def close(self):
        self.noted.append("closed")


def served(application, *, threads=3, requests=1):
    """Ask so often at once; return what was sent."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ask():
        pages = PageThreads(application, threads)
        await asyncio.gather(*(pages(SCOPE, receive, send) for _ in range(requests)))

    asyncio.run(ask())
    return sent


def test_an_answer_is_handed_over_whole_and_closed_before():
    noted = []

    def application(environ, start_response):
        assert threading.current_thread() is not threading.main_thread()
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "4")])
        return Answer([b"ab", b"cd"], streaming=False, noted=noted)

    assert served(application) == [
        {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain"), (b"content-length", b"4")]},
        {"type": "http.response.body", "body": b"abcd"},
    ]
    assert noted == ["closed"]


def test_what_is_streamed_leaves_piece_by_piece():
    """A large file is never in memory whole: each piece was sent before the next is read."""
    noted, sent = [], []

    def pieces():
        for number in range(3):
            noted.append(len(sent))
            yield b"%d" % number

    def application(environ, start_response):
        start_response("200 OK", [])
        return Answer(pieces(), streaming=True, noted=noted)

    async def send(message):
        sent.append(message)

    asyncio.run(PageThreads(application, 1)(SCOPE, None, send))
    assert noted == [1, 2, 3, "closed"]
    assert [message.get("body") for message in sent[1:]] == [b"0", b"1", b"2", b""]
    assert [message.get("more_body", False) for message in sent[1:]] == [True, True, True, False]


@pytest.mark.parametrize("streaming", [False, True])
def test_an_answer_that_fails_is_closed_and_the_server_hears_of_it(streaming):
    noted = []

    def pieces():
        yield b"begun"
        raise EOFError

    def application(environ, start_response):
        start_response("200 OK", [])
        return Answer(pieces(), streaming=streaming, noted=noted)

    with pytest.raises(EOFError):
        served(application)
    assert noted == ["closed"]


def test_no_more_pages_are_made_at_once_than_there_are_threads():
    running, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)  # both threads are busy, or this breaks

    def application(environ, start_response):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1
        start_response("200 OK", [])
        return Answer([b""], streaming=False, noted=[])

    assert len(served(application, threads=2, requests=6)) == 12
    assert most == 2


def test_a_thread_takes_its_next_page_when_the_answer_before_is_sent():
    noted = []

    def application(environ, start_response):
        noted.append("made")
        start_response("200 OK", [])
        return Answer([b""], streaming=False, noted=[])

    async def send(message):
        gone = asyncio.Event()
        asyncio.get_running_loop().call_later(0.02, gone.set)
        await gone.wait()
        noted.append(message["type"])

    async def ask():
        pages = PageThreads(application, 1)
        await asyncio.gather(*(pages(SCOPE, None, send) for _ in range(2)))

    asyncio.run(ask())
    assert noted == ["made", "http.response.start", "http.response.body"] * 2
