"""Tiles of the map server that the operator chose (`TILE_URL`), fetched once and kept on disk.

The store has a fixed number of slots, so it cannot grow: a tile takes the slot its name hashes to and puts out what was
there. Without `TILE_URL` there are no tiles, and maps show outlines on plain paper.
"""

import hashlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

import requests

#: Seconds to connect and to read: a reader waits for this.
TIMEOUT = (2, 4)
#: The largest tile, bytes. A 512-pixel photograph stays below.
MAX_BYTES = 400_000
#: How many tiles are kept; with usual tiles of 20 kB this is 400 MB at most.
SLOTS = 20_000
#: Seconds a kept tile is good.
LIFE = 30 * 24 * 3600
#: Seconds without asking, after the server did not answer: its fault must not hold our workers.
REST = 15
MAX_ZOOM = 19
KINDS = {"image/png", "image/jpeg", "image/webp"}


class TileError(Exception):
    """There is no such tile; `lasting` tells whether it is worth asking again."""

    def __init__(self, *, lasting: bool) -> None:
        super().__init__()
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Tile:
    kind: str
    body: bytes


def tile_address() -> str:
    """Return the address maps ask for tiles, or nothing: plain paper."""
    return "/tuiles/{z}/{x}/{y}.png" if settings.PALIER_TILE_URL else ""


def tile(z: int, x: int, y: int) -> Tile:
    """Return one tile, from the store or the map server. Raises TileError."""
    if not settings.PALIER_TILE_URL or z > MAX_ZOOM or x >= 2**z or y >= 2**z:
        raise TileError(lasting=True)
    name = f"{z}/{x}/{y}"
    slot = _slot(name)
    kept = _kept(slot, name)
    if kept:
        return kept
    if cache.get("tiles:rest"):
        raise TileError(lasting=False)
    try:
        fetched = _fetch(settings.PALIER_TILE_URL.format(z=z, x=x, y=y))
    except requests.RequestException as error:
        cache.set("tiles:rest", 1, REST)
        raise TileError(lasting=False) from error
    _keep(slot, name, fetched)
    return fetched


def _fetch(url: str) -> Tile:
    with requests.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False, headers={"User-Agent": "palier"}) as answer:
        if answer.status_code in (204, 400, 404, 410):
            raise TileError(lasting=True)
        kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if answer.status_code != 200 or kind not in KINDS:
            message = "Not a tile"
            raise requests.RequestException(message)
        body = b""
        started = time.monotonic()
        for piece in answer.iter_content(64 * 1024):
            body += piece
            if len(body) > MAX_BYTES or time.monotonic() - started > sum(TIMEOUT):
                message = "Too large or too slow"
                raise requests.RequestException(message)
    return Tile(kind, body)


def _slot(name: str) -> Path:
    source = hashlib.sha256(f"{settings.PALIER_TILE_URL} {name}".encode()).hexdigest()
    number = int(source[:12], 16) % SLOTS
    return Path(settings.DATA_DIR, "tiles", f"{number // 200:03}", f"{number % 200:03}")


def _heading(name: str) -> bytes:
    return f"{settings.PALIER_TILE_URL} {name}\n".encode()


def _kept(slot: Path, name: str) -> Tile | None:
    try:
        if time.time() - slot.stat().st_mtime > LIFE:
            return None
        content = slot.read_bytes()
    except OSError:
        return None
    heading = _heading(name)
    if not content.startswith(heading):
        return None
    kind, _, body = content[len(heading) :].partition(b"\n")
    return Tile(kind.decode(), body)


def _keep(slot: Path, name: str, fetched: Tile) -> None:
    """Write beside, then rename: another process may be reading. A full disk only means no store."""
    try:
        slot.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=slot.parent, delete=False) as draft:
            draft.write(_heading(name) + fetched.kind.encode() + b"\n" + fetched.body)
        Path(draft.name).replace(slot)
    except OSError:
        return
