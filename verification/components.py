"""What pages show of joining: its four stairs, and the way of a card."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from verification.models import Postcard

State = Postcard.State


def stairs() -> list[str]:
    """Return the steps of joining."""
    return [_("Your account"), _("Your address"), _("The proof"), _("Welcome")]


def card_steps(card: Postcard) -> list[dict[str, object]]:
    """Return the steps of one card for the timeline: what happened, and where it is."""
    steps = [_step(card.requested_at, _("you asked for your card."))]
    if card.state in {State.REQUESTED, State.QUEUED}:
        return [*steps, _now(_("it waits to be printed by the town hall."))]
    if card.state == State.PRINTED:
        return [*steps, _step(card.printed_at, _("printed.")), _now(_("it will be handed to the post soon."))]
    if card.posted_at:
        steps.append(_step(card.posted_at, _("printed and handed to the post.")))
    endings = {
        State.POSTED: _("it is on its way: three to five days."),
        State.USED: _("its code was used."),
        State.LOCKED: _("its code is locked, after five wrong tries."),
        State.EXPIRED: _("its code is too old."),
        State.CANCELLED: _("it was cancelled."),
    }
    return [*steps, _now(endings[card.state])]


def _step(moment: object, text: str) -> dict[str, object]:
    return {"when": capfirst(date_format(moment, "l j F")) + ",", "text": text}


def _now(text: str) -> dict[str, object]:
    return {"when": _("Today:"), "text": text, "now": True}
