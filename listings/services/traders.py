"""Asking somebody with many paid offers whether they are a trader. Never a refusal: a question, and where shops are at home."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from listings import limits
from listings.models import ListingPage, TraderQuestion
from notifications.services import notify

if TYPE_CHECKING:
    from collections.abc import Container


def ask_if_trader(person: User | None, *, now: datetime | None = None) -> bool:
    """Ask once when more than three paid offers appeared within six months; tell whether this call asked.

    Counted under a lock on the person's row. Whoever answered is asked again when half a year has gone by.
    """
    if person is None:
        return False
    now = now or timezone.now()
    User.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
    offers = ListingPage.objects.written_by(person).paid_offers_since(now - limits.TRADER_WINDOW).count()
    if offers <= limits.PRIVATE_PAID_OFFERS:
        return False
    before = TraderQuestion.objects.filter(user=person).first()
    if before and (before.answered_at is None or before.answered_at > now - limits.TRADER_WINDOW):
        return False
    TraderQuestion.objects.update_or_create(
        user=person, defaults={"asked_at": now, "offers": min(offers, 32767), "answer": "", "answered_at": None}
    )
    notify("trader-question", to=[person], data={"offers": offers})
    return True


@transaction.atomic
def answer_trader_question(*, by: User, answer: str) -> TraderQuestion | None:
    """Keep what somebody answered; None when nobody asked them or the answer is none of ours. A later answer takes the place of the first."""
    question = TraderQuestion.objects.select_for_update().filter(user=by).first()
    answers: Container[str] = TraderQuestion.Answer.values
    if question is None or answer not in answers:
        return None
    question.answer, question.answered_at = answer, timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    return question
