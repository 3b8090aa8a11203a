"""The one typed reader of environment variables; docs/environment.md lists every name read here."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from psycopg import IsolationLevel

from portal.pooled import PooledConnection

#: One plan for a kept statement whatever its values (accounts.prepared): planning it costs several times what it does.
_ONE_PLAN = "-c plan_cache_mode=force_generic_plan"


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def required(name: str) -> str:
    """Return the variable; stop the start and name it when it is missing."""
    value = os.environ.get(name)
    if not value:
        message = f"The environment variable {name} is required. See docs/environment.md."
        raise ImproperlyConfigured(message)
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1, true, yes or on."""
    value = os.environ.get(name)
    return default if not value else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return the variable as an integer; a value that is not one stops the start."""
    value = os.environ.get(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        message = f"The environment variable {name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from error


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute path."""
    value = os.environ.get(name)
    return Path(value).resolve() if value else default


def _kept_statements(query: dict[str, str]) -> dict[str, object]:
    """Let cursors that ask for it keep their statements (accounts.prepared); Django's own never do."""
    return {"prepare_threshold": 5, "options": f"{query.get('options', '')} {_ONE_PLAN}".strip()}


def database(name: str, default: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?host=/socket/folder` into Django's database settings.

    A `host` in the query wins over the one in the address: that is how libpq names a Unix socket folder.
    """
    url = urlsplit(text(name, default))
    if url.scheme not in {"postgres", "postgresql"}:
        message = f"{name} must be a postgresql:// address."
        raise ImproperlyConfigured(message)
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")) or "palier",
        "USER": query.pop("user", None) or unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", None) or url.hostname or "",
        "PORT": query.pop("port", None) or str(url.port or ""),
        "CONN_MAX_AGE": 0,
        # The pool outlives a restart of PostgreSQL; without the check each of its connections would fail one visitor (FLT-04).
        "CONN_HEALTH_CHECKS": True,
        # Limits are counted under row locks, which REPEATABLE READ would count in a picture of the past (FLT-05): said, not hoped for.
        "OPTIONS": {
            **query,
            **(_kept_statements(query) if flag("PALIER_PREPARE", default=True) else {}),
            "isolation_level": IsolationLevel.READ_COMMITTED,
            "pool": {
                "min_size": 1,
                "max_size": number("DATABASE_POOL_SIZE", 10),
                "timeout": 10,
                "connection_class": PooledConnection,
            },
        },
    }
