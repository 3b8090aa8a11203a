"""Views and clicks as they come in: in Redis, in one hash, one field per day, placement and kind. No person, no address, no cookie.

A page draws a random token for each advertisement it shows; each counts once, whatever comes twice (ADS-02). Losing
Redis loses the counts of the last minute, nothing else: nobody pays by the view.
"""

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils import timezone

import redis

from ads import limits

logger = logging.getLogger(__name__)

VIEW, CLICK = "v", "c"
LIVE = "palier:ads:counts"
BATCH = "palier:ads:batch:"
_TOKEN = "palier:ads:token:"  # noqa: S105 - a key's beginning
_NETWORK = "palier:ads:network:"
_TOKEN_FORM = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
#: Those who say that they are not people, and browsers without anybody in front.
_BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|headless|curl|wget|python|monitor|lighthouse|archiver", re.IGNORECASE
)
#: Count once per token and never more than a network's share, in one step: two at once cannot both be first.
_COUNT = """
if redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[1]) == false then return 0 end
local seen = redis.call('INCR', KEYS[2])
if seen == 1 then redis.call('EXPIRE', KEYS[2], 60) end
if seen > tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
return 1
"""
_clients: dict[str, redis.Redis] = {}


def client() -> redis.Redis:
    """Return this process's connection pool to the database that queues and counters live in."""
    url = settings.REDIS_URL
    if url not in _clients:
        _clients[url] = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    return _clients[url]


def is_bot(user_agent: str) -> bool:
    """Tell whether this browser says, or shows, that nobody sits before it."""
    return not user_agent or bool(_BOT.search(user_agent))


def count(kind: str, *, placement: int, token: str, network: str) -> bool:
    """Count a view or a click once per token; tell whether it counted. A network's address serves for a minute, as a keyed hash."""
    minute = int(time.time()) // 60
    if not _TOKEN_FORM.match(token):
        if kind == VIEW:
            return False
        token = _hash(f"{network}:{minute}")  # a click without script: one a minute from one network
    name = f"{kind}:{placement}"
    keys = [f"{_TOKEN}{name}:{token}", f"{_NETWORK}{name}:{_hash(f'{network}:{minute}')}", LIVE]
    field = f"{timezone.localdate().isoformat()}:{placement}:{kind}"
    life = int(limits.TOKEN_LIFE.total_seconds())
    try:
        return bool(client().eval(_COUNT, len(keys), *keys, life, limits.COUNTS_PER_NETWORK_A_MINUTE, field))
    except redis.RedisError:
        logger.warning("A view of an advertisement was not counted: Redis is not available")
        return False


def set_aside(name: str) -> bool:
    """Move what was counted so far into a batch of this name, in one step; False when there is nothing."""
    try:
        return bool(client().renamenx(LIVE, BATCH + name))
    except redis.ResponseError:  # no such key: nobody looked
        return False


def batches() -> Iterator[tuple[str, list[tuple[date, int, str, int]]]]:
    """Yield each batch that waits: its name and its (day, placement, kind, number)."""
    for key in client().scan_iter(match=BATCH + "*"):
        rows = []
        for field, value in client().hgetall(key).items():
            day, placement, kind = field.decode().split(":")
            rows.append((date.fromisoformat(day), int(placement), kind, int(value)))
        yield key.decode().removeprefix(BATCH), sorted(rows)


def forget(name: str) -> None:
    """Throw a batch away that has been added."""
    client().delete(BATCH + name)


def _hash(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
