"""Deciding at once about what one person asks for on several dates."""

from typing import TYPE_CHECKING

from django.db import transaction

from listings.errors import NothingLeftError
from listings.models import Response
from listings.services.responses import accept_response

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def accept_every(*, response: Response, by: "User", note: str = "") -> Response:
    """Say yes to every date that the same person waits for on this listing, the earliest first; what is full by now goes on waiting.

    Each is accepted as `accept_response` does it, with its lock and its notice. Raises NotAllowedError and WrongStateError as that
    does, and NothingLeftError when nothing is left on any of them.
    """
    accepted, full = 0, None
    for one in list(Response.objects.waiting_with(response)) or [response]:
        try:
            with transaction.atomic():
                accept_response(response=one, by=by, note=note)
            accepted += 1
        except NothingLeftError as refusal:
            full = refusal
    if full and not accepted:
        raise full
    return response
