"""Sessions in the database, read by a statement that is written once: every page of whoever is signed in begins with it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db.models import QuerySet
from django.utils import timezone

from accounts.prepared import prepared


@prepared
def _session(key: Any, now: Any) -> QuerySet:
    return DatabaseSessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(DatabaseSessionStore):
    """Django's own store, with a shorter way to the row."""

    def _get_session_from_db(self) -> Any:
        for session in _session(key=self.session_key, now=timezone.now()):
            return session
        self._session_key = None
        return None
