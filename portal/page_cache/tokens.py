"""One random token per place in Redis. A page is current while its place's token is the one it was made under.

A place is named by its path in the page tree, cut at the neighbourhood: a change in a neighbourhood also renews its
town and the portal's home page, and leaves every other place alone. A token is random, not a counter: after Redis
has lost everything, an old page can never meet its old token again.
"""

import secrets

from django.conf import settings

import redis
import redis.asyncio

#: Set by the middleware, read and removed by the layer in front: the place a page belongs to.
PLACE_HEADER = "X-Palier-Place"
KEY = "palier:page-token:"
STEP = 4  # length of one step of a treebeard path
HOME_DEPTH, NEIGHBOURHOOD_DEPTH = 2, 4


def place_of(path: str) -> str:
    """Return the place a page belongs to: its neighbourhood, else its town, else the portal's home."""
    return path[: NEIGHBOURHOOD_DEPTH * STEP]


def lineage(place: str) -> list[str]:
    """Return the place and the places above it, down to the portal's home."""
    return [place[: depth * STEP] for depth in range(HOME_DEPTH, len(place) // STEP + 1)]


def renew(places: set[str]) -> None:
    """Give every one of these places, and those above, a new token. Raises redis.RedisError."""
    names = {above for place in places for above in lineage(place)}
    if names:
        client().mset({KEY + name: secrets.token_hex(8) for name in names})


async def current(connection: "redis.asyncio.Redis", place: str) -> bytes:
    """Return the place's token, making one when there is none. Raises redis.RedisError."""
    if (token := await connection.get(KEY + place)) is not None:
        return token
    await connection.set(KEY + place, secrets.token_hex(8), nx=True)
    return await connection.get(KEY + place) or b""


_clients: dict[str, redis.Redis] = {}


def client() -> redis.Redis:
    """Return this process's connection pool to the cache database."""
    url = settings.REDIS_CACHE_URL
    if url not in _clients:
        _clients[url] = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    return _clients[url]
