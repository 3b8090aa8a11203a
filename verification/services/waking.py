"""What has a worker look at a card, or at a wish to come back; a sweeper repeats it."""

from typing import TYPE_CHECKING

from accounts import waking

if TYPE_CHECKING:
    from verification.models import Postcard, RecoveryWish

JOB = "verification.jobs.prepare_postcard"
WISH_JOB = "verification.jobs.grant_wish"


def after_commit(card: "Postcard") -> None:
    """Have the card prepared once the running transaction has committed."""
    waking.after_commit(JOB, postcard_id=str(card.pk))


def wish_after_commit(wish: "RecoveryWish") -> None:
    """Have a wish to come back looked at once the running transaction has committed."""
    waking.after_commit(WISH_JOB, wish_id=str(wish.pk))


def now(card: "Postcard") -> None:
    """Have the card prepared. Never fails."""
    waking.run(JOB, postcard_id=str(card.pk))
