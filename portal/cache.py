"""The cache: JSON instead of pickle, and a lost Redis is an empty cache, never an error page (FLT-01, SEC-20)."""

import json
import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache

import redis

logger = logging.getLogger(__name__)


class JSONSerializer:
    """Serialise cache values as JSON; integers stay bare so that Redis can increment them."""

    def dumps(self, value: Any) -> int | bytes:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class ResilientRedisCache(RedisCache):
    """A Redis cache that answers as if it were empty while Redis is away."""

    def _calm(self, call: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), call)(*args, **kwargs)
        except redis.RedisError:
            logger.warning("The cache is not available: %s", call)
            return default

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._calm("add", True, *args, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._calm("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._calm("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._calm("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._calm("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict:
        return self._calm("get_many", {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._calm("has_key", False, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._calm("incr", delta, key, delta, version)

    def set_many(self, *args: Any, **kwargs: Any) -> list:
        return self._calm("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._calm("delete_many", None, *args, **kwargs)

    def clear(self) -> bool:
        return self._calm("clear", False)
