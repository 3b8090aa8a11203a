"""What follows from a person signing out."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from notifications.services import forget_session


@receiver(user_logged_out)
def silence_this_browser(request: HttpRequest | None, **kwargs: Any) -> None:
    """Write no more to a browser whose owner signed out of it (WPU-10)."""
    session = getattr(request, "session", None)
    forget_session(session.session_key if session is not None else None)
