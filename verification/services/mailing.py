"""Handing cards to a mailing provider. The consignment in PostgreSQL is the outbox: a killed worker or a lost Redis loses nothing.

"Handed to the post" is, card by card, the moment the provider has accepted it: from then on its code opens the door, and
its address, its code in clear and its file are destroyed here. The provider is asked to erase its own copy after printing.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from notifications.services import notify
from verification import policy
from verification.cards.letter import render_letter
from verification.errors import NotPossibleError
from verification.models import Consignment, Postcard, PrintBatch
from verification.permissions import can_print
from verification.providers import (
    Accepted,
    AlreadyAcceptedError,
    KeysRefusedError,
    Letter,
    LetterRefusedError,
    Provider,
    TryLaterError,
    provider,
)
from verification.services.printing import printable_card, sender_of

if TYPE_CHECKING:
    from accounts.models import User

State = Consignment.State


@transaction.atomic
def hand_to_provider(*, batch: PrintBatch, by: "User") -> int:
    """Have the cards of a batch printed and posted by the provider; a worker does so. Safe to repeat. Returns how many were added.

    Raises NotPossibleError without a provider and for a batch that is with the post, PermissionDenied to a stranger.
    """
    if not can_print(by, batch.neighbourhood):
        raise PermissionDenied
    company = provider()
    if not company.sends or company.missing_settings():
        raise NotPossibleError(_("No mailing company is set up. Print the cards yourselves, or ask the operator."))
    batch = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    cards = list(batch.postcards.filter(state=Postcard.State.PRINTED).select_for_update(of=("self",)))
    if batch.posted_at or not cards:
        raise NotPossibleError(_("The addresses of this batch have been destroyed: its cards are with the post."))
    rows = [Consignment(postcard=card, batch=batch, provider=company.key) for card in cards]
    known = set(batch.consignments.filter(state__in=[*Consignment.OPEN_STATES, State.UNSURE]).values_list("postcard", flat=True))
    rows = [row for row in rows if row.postcard_id not in known]
    Consignment.objects.bulk_create(rows)
    batch.provider = company.key
    batch.save(update_fields=["provider"])
    log(instance=batch, action="verification.batch_handed_over", user=by, data={"cards": len(rows)})
    return len(rows)


def send_due(*, until: datetime) -> int:
    """Hand over what is due, one card after the other, until this moment; return how many answers were recorded.

    Any number of workers may do so at once: each takes other rows. Nothing of a card is locked while the provider is asked.
    """
    company, done = provider(), 0
    while company.sends and timezone.now() < until and (taken := _take()):
        letter = _letter(taken)
        if letter is None:
            _close(taken, state=State.DROPPED)
        else:
            _ask(company, taken, letter)
        done += 1
    return done


@transaction.atomic
def _take() -> Consignment | None:
    """Take the next due consignment for as long as the provider may be waited for."""
    row = Consignment.objects.due().select_for_update(skip_locked=True).first()
    if row is None:
        return None
    # Left by a worker that died while asking: whether the provider heard it is not known.
    row.answer_lost = row.answer_lost or row.state == State.SENDING
    row.state, row.attempts, row.lease_until = State.SENDING, row.attempts + 1, timezone.now() + policy.MAILING_LEASE
    row.save(update_fields=["answer_lost", "state", "attempts", "lease_until"])
    return row


@transaction.atomic
def _letter(row: Consignment) -> Letter | None:
    """Return what to hand over, or None when the card was cancelled since."""
    card = Postcard.objects.filter(pk=row.postcard_id, state=Postcard.State.PRINTED).select_related("address", "neighbourhood").first()
    if card is None:
        return None
    printed = printable_card(card, card.address)
    return Letter(key=row.key, lines=printed.lines, content=render_letter(printed, sender=sender_of(card.neighbourhood)))


def _ask(company: Provider, row: Consignment, letter: Letter) -> None:
    try:
        accepted = company.send(letter)
    except AlreadyAcceptedError:
        _accept(row, Accepted())
    except LetterRefusedError as refusal:
        _close(row, state=State.UNSURE if row.answer_lost else State.REFUSED, error=refusal.code)
    except KeysRefusedError as refusal:
        _postpone(row, error=refusal.code, wait=policy.MAILING_KEYS_WAIT)
    except TryLaterError as failure:
        # Whatever is not a clear no may have been a yes whose answer was lost; asked again under the same key, it does no harm.
        wait = timedelta(seconds=failure.after) if failure.after else policy.MAILING_WAITS[min(row.attempts, len(policy.MAILING_WAITS)) - 1]
        _postpone(row, error=failure.code, wait=wait, lost=True)
    else:
        _accept(row, accepted)


@transaction.atomic
def _accept(row: Consignment, accepted: Accepted) -> None:
    """Note that the provider has the card: its code opens the door, its address is destroyed."""
    if not _is_mine(row):
        return
    row.state, row.error, row.lease_until = State.ACCEPTED, "", None
    row.reference, row.cost_cents = accepted.reference, accepted.cost_cents
    row.save(update_fields=["state", "error", "lease_until", "reference", "cost_cents"])
    _post(row.postcard_id)
    _finish(row.batch_id)


@transaction.atomic
def _close(row: Consignment, *, state: str, error: str = "") -> None:
    """Note that the provider will not have the card. One that was refused goes back to those ready to print."""
    if not _is_mine(row):
        return
    row.state, row.error, row.lease_until = state, error, None
    row.save(update_fields=["state", "error", "lease_until", "answer_lost"])
    if state == State.REFUSED:
        _give_back([row.postcard_id])
    _finish(row.batch_id)


@transaction.atomic
def _postpone(row: Consignment, *, error: str, wait: timedelta, lost: bool = False) -> None:
    if not _is_mine(row):
        return
    row.answer_lost, row.error = row.answer_lost or lost, error
    if row.attempts >= policy.MAILING_ATTEMPTS:
        _close(row, state=State.UNSURE if row.answer_lost else State.REFUSED, error=error)
        return
    row.state, row.lease_until, row.due_at = State.WAITING, None, timezone.now() + wait
    row.save(update_fields=["answer_lost", "error", "state", "lease_until", "due_at"])


def _is_mine(row: Consignment) -> bool:
    """Lock the row; tell whether it is still ours: a lease that ran out was taken over by somebody else."""
    return Consignment.objects.select_for_update().filter(pk=row.pk, state=State.SENDING, attempts=row.attempts).exists()


def _post(postcard_id: object) -> None:
    """Mark one card as with the post and forget its address. A card cancelled meanwhile stays cancelled."""
    card = (
        Postcard.objects.select_for_update(of=("self",)).filter(pk=postcard_id, state=Postcard.State.PRINTED).select_related("user").first()
    )
    if card is None:
        return
    now = timezone.now()
    card.state, card.posted_at, card.expires_at = Postcard.State.POSTED, now, now + policy.CARD_LIFE
    card.save(update_fields=["state", "posted_at", "expires_at"])
    card.forget_address()
    log(instance=card, action="verification.card_handed_over")
    notify("card_posted", to=[card.user], data={"card": str(card.pk)})


def _give_back(cards: list) -> None:
    """Put cards back among those ready to print, for whoever prints them now."""
    printed = Postcard.objects.filter(pk__in=cards, state=Postcard.State.PRINTED)
    printed.update(state=Postcard.State.QUEUED, batch=None, printed_at=None)


def _finish(batch_id: object) -> None:
    """Close a batch once the provider has answered for all of its cards."""
    batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
    states = set(batch.consignments.values_list("state", flat=True))
    answered = State.ACCEPTED in states and not states & {*Consignment.OPEN_STATES, State.UNSURE}
    if answered and batch.posted_at is None and not batch.postcards.filter(state=Postcard.State.PRINTED).exists():
        batch.posted_at = timezone.now()
        batch.save(update_fields=["posted_at"])


@transaction.atomic
def settle_unsure(*, batch: PrintBatch, posted: bool, by: "User") -> int:
    """Settle, after a look at the provider's own pages, what became of the cards without a clear answer; return how many.

    Posted: their codes open doors and their addresses are destroyed. Not posted: they are ready to print again.
    Raises PermissionDenied to a stranger.
    """
    if not can_print(by, batch.neighbourhood):
        raise PermissionDenied
    rows = list(batch.consignments.unsure().select_for_update())
    for row in rows:
        row.state = State.ACCEPTED if posted else State.REFUSED
        row.save(update_fields=["state"])
        if posted:
            _post(row.postcard_id)
    if not posted:
        _give_back([row.postcard_id for row in rows])
    if rows:
        log(instance=batch, action="verification.batch_settled", user=by, data={"cards": len(rows), "posted": posted})
        _finish(batch.pk)
    return len(rows)


@transaction.atomic
def note_fate(*, key: str, fate: str, at: datetime) -> bool:
    """Note what the provider says became of a letter; older news than what is known is ignored. Returns whether it was news."""
    row = Consignment.objects.called(key).select_for_update().first()
    if row is None or (row.fate_at and row.fate_at >= at):
        return False
    row.fate, row.fate_at = fate, at
    row.save(update_fields=["fate", "fate_at"])
    return True
