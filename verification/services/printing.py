"""From a request to the post: prepare one card, print a batch, hand it over, and forget the addresses (POS-04)."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.models.places import VerificationMethod
from notifications.services import notify
from verification import codes, policy
from verification.cards import Card, Sender, render_cards
from verification.errors import NotPossibleError
from verification.models import PostalAddress, Postcard, PrintBatch
from verification.permissions import can_print
from verification.sealing import seal, unseal, unseal_json
from verification.services import waking
from verification.services.funnel import Step, record_step

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

State = Postcard.State


@transaction.atomic
def prepare_card(*, postcard_id: uuid.UUID | str) -> bool:
    """Give a requested card its code and its file; return whether there was anything to do.

    Two workers at once: the second waits for the row and finds it done. The code is kept as a hash, and in clear only
    inside the seal that goes when the card is posted.
    """
    card = Postcard.objects.select_for_update(of=("self",)).filter(pk=postcard_id, state=State.REQUESTED).first()
    if card is None:
        return False
    code = codes.new_code()
    address = card.address
    address.sealed_code = seal(code.encode())
    address.sealed_card = seal(render_cards([printable_card(card, address)], sender=sender_of(card.neighbourhood)))
    address.save(update_fields=["sealed_code", "sealed_card"])
    card.code_hash, card.state, card.queued_at = codes.hash_code(code), State.QUEUED, timezone.now()
    card.save(update_fields=["code_hash", "state", "queued_at"])
    log(instance=card, action="verification.card_prepared")
    return True


@transaction.atomic
def print_batch(*, neighbourhood: "NeighbourhoodPage", by: "User") -> PrintBatch:
    """Put the cards that are ready into one batch. Raises NotPossibleError when none is, PermissionDenied to a stranger."""
    _check(by, neighbourhood)
    ready = Postcard.objects.at(neighbourhood).printable().select_for_update(of=("self",), skip_locked=True)
    cards = list(ready[: policy.CARDS_PER_BATCH])
    if not cards:
        raise NotPossibleError(_("No card is ready to print."))
    batch = PrintBatch.objects.create(neighbourhood=neighbourhood)
    Postcard.objects.filter(pk__in=[card.pk for card in cards]).update(state=State.PRINTED, printed_at=timezone.now(), batch=batch)
    log(instance=batch, action="verification.batch_printed", user=by, data={"cards": len(cards)})
    return batch


@transaction.atomic
def export_batch(*, batch: PrintBatch, by: "User", imposed: bool = True) -> bytes:
    """Return the print file: the same bytes every time, without the cards cancelled since (POS-04)."""
    _check(by, batch.neighbourhood)
    cards = batch.postcards.filter(state=State.PRINTED).select_related("address").order_by("id")
    printable = [(unseal_json(card.address.sealed_content)["round"], printable_card(card, card.address)) for card in cards]
    if not printable:
        raise NotPossibleError(_("The addresses of this batch have been destroyed: its cards are with the post."))
    log(instance=batch, action="verification.batch_exported", user=by, data={"cards": len(printable)})
    in_round_order = [card for _round, card in sorted(printable, key=lambda pair: pair[0])]
    return render_cards(in_round_order, sender=sender_of(batch.neighbourhood), imposed=imposed)


@transaction.atomic
def export_card(*, card: Postcard, by: "User") -> bytes:
    """Return the file of one printed card, for the sheet that jammed. The same bytes every time."""
    _check(by, card.neighbourhood)
    log(instance=card, action="verification.card_exported", user=by)
    return unseal(card.address.sealed_card)


@transaction.atomic
def mark_posted(*, batch: PrintBatch, by: "User") -> PrintBatch:
    """Note that the cards are with the post: codes open doors from now on, addresses and files are destroyed. Safe to repeat."""
    _check(by, batch.neighbourhood)
    batch = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.posted_at:
        return batch
    _refuse_handed_over(batch)
    now = timezone.now()
    cards = list(batch.postcards.filter(state=State.PRINTED).select_related("user").select_for_update(of=("self",)))
    for card in cards:
        card.state, card.posted_at, card.expires_at = State.POSTED, now, now + policy.CARD_LIFE
    Postcard.objects.bulk_update(cards, ["state", "posted_at", "expires_at"], batch_size=500)
    PostalAddress.objects.filter(postcard__batch=batch).delete()
    batch.posted_at = now
    batch.save(update_fields=["posted_at"])
    log(instance=batch, action="verification.batch_posted", user=by, data={"cards": len(cards)})
    notify("card_posted", to=[card.user for card in cards], data={"batch": str(batch.pk)})
    return batch


@transaction.atomic
def reissue_batch(*, batch: PrintBatch, by: "User") -> int:
    """Ask for the cards of a lost batch again, with new codes: the lost ones open nothing (POS-04). Returns how many."""
    _check(by, batch.neighbourhood)
    batch = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    _refuse_handed_over(batch)
    cards = list(batch.postcards.filter(state=State.PRINTED).select_for_update(of=("self",)))
    if not cards:
        raise NotPossibleError(_("This batch is with the post: its cards cannot be made again."))
    PostalAddress.objects.filter(postcard__in=cards).update(sealed_code=b"", sealed_card=b"")
    for card in cards:
        card.state, card.code_hash, card.batch, card.printed_at, card.queued_at = State.REQUESTED, "", None, None, None
    Postcard.objects.bulk_update(cards, ["state", "code_hash", "batch", "printed_at", "queued_at"], batch_size=500)
    log(instance=batch, action="verification.batch_reissued", user=by, data={"cards": len(cards)})
    for card in cards:
        waking.after_commit(card)
    return len(cards)


@transaction.atomic
def expire_cards() -> int:
    """End posted cards whose life is over; return how many."""
    overdue = list(Postcard.objects.overdue().select_related("neighbourhood").select_for_update(of=("self",), skip_locked=True))
    for card in overdue:
        record_step(neighbourhood=card.neighbourhood, step=Step.ENDED, method=VerificationMethod.POSTCARD)
    return Postcard.objects.filter(pk__in=[card.pk for card in overdue]).update(state=State.EXPIRED, ended_at=timezone.now())


def _refuse_handed_over(batch: PrintBatch) -> None:
    """Raise NotPossibleError while a provider may be printing these cards: they would leave twice, or with dead codes."""
    if batch.consignments.filter(state__in=["waiting", "sending", "unsure"]).exists():
        raise NotPossibleError(_("The mailing company has these cards in hand. Wait for its answer, or look at what it says below."))


def _check(by: "User", neighbourhood: "NeighbourhoodPage") -> None:
    if not can_print(by, neighbourhood):
        raise PermissionDenied


def printable_card(card: Postcard, address: PostalAddress) -> Card:
    """Open the seal: what is printed on one card."""
    content = unseal_json(address.sealed_content)
    return Card(
        lines=tuple(content["lines"]),
        code=codes.display(unseal(address.sealed_code).decode()),
        reference=card.reference,
        language=card.language,
    )


def sender_of(neighbourhood: "NeighbourhoodPage") -> Sender:
    """Return what the cards of one neighbourhood share."""
    return Sender(town=neighbourhood.town.title, neighbourhood=neighbourhood.title, base_url=settings.PALIER_BASE_URL)
