"""Until when two neighbours may write to each other about a listing. Who may read what they wrote is a matter of the queryset."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from listings import kinds, limits
from listings.models import Response
from listings.permissions import lives_within_reach

if TYPE_CHECKING:
    from accounts.models import User
    from listings.models import Conversation, ListingPage

#: Something came of it, or should have: there is more to say afterwards than after a no.
_AGREED = (Response.State.DONE, Response.State.NO_SHOW, Response.State.CANCELLED)


def other_of(conversation: "Conversation", user: "User") -> "User | None":
    """Return the other person in a conversation; None when they closed their account."""
    return conversation.guest if conversation.host_id == user.pk else conversation.host


def why_closed(user: "User", conversation: "Conversation", now: datetime | None = None) -> str:
    """Return why one of its two people cannot write any more, in words for them; nothing when they can.

    Written is as long as an answer lives, 30 days after what was agreed has ended, 7 days after a no or a withdrawal. Who left the
    neighbourhood or closed their account is written to no more, except about what is still theirs to keep, such as a loan to bring back.
    """
    now, listing, other = now or timezone.now(), conversation.listing, other_of(conversation, user)
    if other is None or not other.is_active:
        return _("Your neighbour has closed their account.")
    if listing.closed_reason == listing.ClosedReason.REMOVED:
        return _("A curator removed this listing: nothing more is written about it.")
    if listing.author_id != conversation.host_id:
        return _("Somebody else looks after this listing now.")
    answers = listing.responses.given_by(conversation.guest).select_related("occurrence")
    ends = {answer: _open_until(answer, listing) for answer in answers}
    running = [answer for answer, end in ends.items() if end is None or end > now]
    if not running:
        return _("This ended a while ago. What was written can still be read.")
    if not any(answer.is_live for answer in running) and not (lives_within_reach(user, listing) and lives_within_reach(other, listing)):
        return _("One of you does not live in this neighbourhood any more.")
    return ""


def _open_until(answer: Response, listing: "ListingPage") -> datetime | None:
    """Return until when there is something to say about an answer; None while its end is not known."""
    if not answer.is_live:
        patience = limits.TALK_AFTER_END if answer.state in _AGREED else limits.TALK_AFTER_NO
        return (answer.ended_at or answer.decided_at or answer.asked_at) + patience
    if answer.occurrence:
        return answer.occurrence.ends_at + limits.TALK_AFTER_END
    if answer.period or listing.closed_at is None or kinds.get(listing.kind).has_own_course:
        return None
    return listing.closed_at + limits.TALK_AFTER_END
