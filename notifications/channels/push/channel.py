import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from django.conf import settings

from notifications.channels.base import Channel, Outcome, Parcel, Reader, Recipient, Result
from notifications.channels.carrying import carried
from notifications.channels.http import Answer, Courier, Origin, Pool, Refused, header_lines
from notifications.channels.http.guard import allowed_origin
from notifications.channels.push.encryption import BadKeys, encrypt
from notifications.channels.push.health import Hosts, Told, remember, rest_of, result_of
from notifications.channels.push.payloads import Push, Pushes
from notifications.channels.push.vapid import Tokens
from notifications.lookups import array
from notifications.models import PushSubscription

#: Seconds a push service keeps what a phone that is off did not get: at least, and at most (RFC 8030, 5.2; WPU-01).
SHORTEST_TTL, LONGEST_TTL = 60, 2_419_200


class Browser(NamedTuple):
    """One subscription in hand."""

    number: int
    origin: Origin
    target: str
    p256dh: bytes
    auth: bytes


class Job(NamedTuple):
    delivery: int
    browser: Browser
    push: Push
    ttl: int


class PushChannel(Channel):
    """Notifications on telephones and computers, many at once over a few connections per push service."""

    name = "push"
    batch_size = 1_000
    rings = True

    def __init__(self) -> None:
        super().__init__()
        self._pushes, self._hosts, self._tokens = Pushes(), Hosts(), Tokens()
        self._browsers: dict[str, Browser] = {}
        self._troubled: dict[int, int] = {}
        self._lines: dict[tuple[str, int, str, str], bytes] = {}

    @classmethod
    def recipients(cls, users: Sequence[int]) -> list[Recipient]:
        return PushSubscription.objects.recipients(users)

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        numbers = [int(endpoint) for _, endpoint in recipients if endpoint.isdecimal()]
        columns = "pk", "user_id", "endpoint", "p256dh", "auth", "failures"
        rows = list(PushSubscription.objects.live().filter(pk__any=array(numbers)).values_list(*columns, named=True))
        self._browsers, self._troubled = {}, {row.pk: row.failures for row in rows if row.failures}
        refused: set[int] = set()
        for row in rows:
            try:
                origin, target = push_origin(row.endpoint)
            except Refused:
                refused.add(row.pk)
                continue
            self._browsers[str(row.pk)] = Browser(row.pk, origin, target, bytes(row.p256dh), bytes(row.auth))
        self._hosts.read({str(browser.origin) for browser in self._browsers.values()})
        readers: dict[Recipient, Reader] = {}
        for row in rows:
            if row.pk in refused:
                readers[row.user_id, str(row.pk)] = Reader(refusal="bad_address")
            else:
                later = self._hosts.later.get(str(self._browsers[str(row.pk)].origin))
                readers[row.user_id, str(row.pk)] = Reader(address=str(row.pk), later=later)
        return readers

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        # Not a generator itself: the browsers belong to this batch, and the next one is read while this one is under way.
        return self._send(parcels, dict(self._browsers), dict(self._troubled), until=until)

    def _send(
        self, parcels: Sequence[Parcel], browsers: dict[str, Browser], troubled: dict[int, int], *, until: float
    ) -> Iterator[list[Result]]:
        pushes, now, self._lines = self._pushes.of(parcels), time.time(), {}
        if gone := [Result(parcel.delivery, Outcome.FAILED, "gone") for parcel in parcels if parcel.delivery not in pushes]:
            yield gone
        jobs = [
            Job(parcel.delivery, browsers[parcel.address], pushes[parcel.delivery], ttl_of(parcel, now))
            for parcel in parcels
            if parcel.delivery in pushes
        ]
        window = settings.PALIER_PUSH_WINDOW
        for answers, unstarted in carried(self._courier, jobs, errand=self._errand, window=window, until=until):
            if answers:
                self._hosts.learn(answers)
                remember(answers, troubled)
            yield [*map(result_of, answers), *map(self._not_now, unstarted)]

    def close(self) -> None:
        if courier := self.__dict__.pop("_courier", None):
            courier.close()

    @cached_property
    def _courier(self) -> Courier[Told]:
        return Courier(self.bell, enough=settings.PALIER_PUSH_WINDOW // 2)

    def _not_now(self, job: Job) -> Result:
        """Give a delivery back: its host rests, or time was up."""
        rest = self._hosts.rests(str(job.browser.origin))
        return Result(job.delivery, Outcome.RETRY, "host-rests", after=rest) if rest else Result(job.delivery, Outcome.UNSENT)

    def _errand(self, job: Job) -> Callable[[Pool], Awaitable[Told]] | None:
        if self._hosts.rests(str(job.browser.origin)):
            return None
        return lambda pool: self._post(pool, job)

    async def _post(self, pool: Pool, job: Job) -> Told:
        """Hand one push over. Always returns; what went wrong is in what it returns."""
        host = str(job.browser.origin)
        try:
            answer = await self._ask(pool, job, job.push.content)
            if answer.status == 413:
                answer = await self._ask(pool, job, job.push.short)
        except TimeoutError:
            return Told(job.delivery, job.browser.number, host, 0, "timeout")
        except socket.gaierror:
            return Told(job.delivery, job.browser.number, host, 0, "dns")
        except ssl.SSLError:
            return Told(job.delivery, job.browser.number, host, 0, "tls")
        except OSError:
            return Told(job.delivery, job.browser.number, host, 0, "connection")
        except Refused:
            return Told(job.delivery, job.browser.number, host, -1, "bad_address")
        except BadKeys:
            return Told(job.delivery, job.browser.number, host, -1, "bad_keys")
        return Told(job.delivery, job.browser.number, host, answer.status, rest=rest_of(answer))

    async def _ask(self, pool: Pool, job: Job, content: bytes) -> Answer:
        browser = job.browser
        body = encrypt(content, p256dh=browser.p256dh, auth=browser.auth)
        # All that start together are encrypted before the first leaves: one kind of work after the other takes a fifth less time.
        await asyncio.sleep(0)
        return await pool.request("POST", browser.origin, browser.target, headers=self._headers(job), body=body)

    def _headers(self, job: Job) -> bytes:
        """Return what all pushes of one message to one service have in common."""
        token = self._tokens.header_for(str(job.browser.origin))
        key = token, job.ttl, job.push.urgency, job.push.topic
        if (lines := self._lines.get(key)) is None:
            headers = {"Authorization": token, "TTL": str(job.ttl), "Urgency": job.push.urgency, "Topic": job.push.topic}
            lines = header_lines({**headers, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"})
            self._lines[key] = lines
        return lines


def push_origin(endpoint: str) -> tuple[Origin, str]:
    """Return where a browser's address leads. Raises Refused unless it is one of the push services we know (WPU-08)."""
    return allowed_origin(endpoint, hosts=settings.PALIER_PUSH_HOSTS, trusted=settings.PALIER_PUSH_TEST_ORIGINS)


def ttl_of(parcel: Parcel, now: float) -> int:
    """Return the seconds a push is worth keeping for: until it expires, never 0 (WPU-01)."""
    return int(min(max(parcel.expires - now, SHORTEST_TTL), LONGEST_TTL))
