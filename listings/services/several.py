"""Deciding at once about what one person asks for on several dates: whatever becomes of them is told by one notice."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from listings.errors import NothingLeftError
from listings.models import Response
from listings.services.record import told_as_one
from listings.services.responses import accept_response, decline_response, withdraw_response

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def accept_every(*, response: Response, by: "User", note: str = "") -> Response:
    """Say yes to every date that the same person waits for on this listing, the earliest first; what is full by now goes on waiting.

    Where none waits any more, the note goes with the dates to come that are promised. Each is accepted as `accept_response` does it,
    with its lock. Raises NotAllowedError and WrongStateError as that does, and NothingLeftError when nothing is left on any of them.
    """
    accepted, full = 0, None
    with told_as_one():
        for one in list(Response.objects.waiting_with(response)) or list(Response.objects.live_with(response).accepted()) or [response]:
            try:
                with transaction.atomic():
                    accept_response(response=one, by=by, note=note)
                accepted += 1
            except NothingLeftError as refusal:
                full = refusal
    if full and not accepted:
        raise full
    return response


@transaction.atomic
def decline_every(*, response: Response, by: "User") -> Response:
    """Say no to every date that the same person waits for on this listing. Raises NotAllowedError and WrongStateError as `decline_response`."""
    return _each(decline_response, Response.objects.waiting_with(response), response=response, by=by)


@transaction.atomic
def withdraw_every(*, response: Response, by: "User") -> Response:
    """Take back what one answered on every date of this listing that is to come. Raises NotAllowedError and WrongStateError as `withdraw_response`."""
    return _each(withdraw_response, Response.objects.live_with(response), response=response, by=by)


def _each(act: Callable[..., Response], several: Iterable[Response], *, response: Response, by: "User") -> Response:
    """Do it to each of several answers, or to the one that was asked about where there are none."""
    with told_as_one():
        for one in list(several) or [response]:
            act(response=one, by=by)
    return response
