"""The warning every live session shows while somebody may be coming into the account with a sheet."""

from typing import Any

from django import template
from django.db.models import QuerySet

from accounts.models import RecoveryRequest
from accounts.prepared import prepared

register = template.Library()


@prepared
def _pending(user: Any) -> QuerySet:
    return RecoveryRequest.objects.of(user).unfinished().order_by("ready_at")[:1]


@register.inclusion_tag("components/recovery_notice.html", takes_context=True)
def recovery_notice(context: template.Context) -> dict[str, Any]:
    """Show the pending recovery of the signed-in account, with the button that stops it."""
    request = context.get("request")
    user = getattr(request, "user", None)
    # Who signed in just now was not read with the session (accounts.backends).
    if user is None or not user.is_authenticated or not getattr(user, "is_being_recovered", True):
        return {"recovery": None}
    pending = _pending(user=user.pk)
    return {"recovery": pending[0] if pending else None, "csrf_token": context.get("csrf_token")}
