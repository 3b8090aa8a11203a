"""Two neighbours write to each other about a listing. What they write is in no log, no job, no notice and no cache."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from home.models import Membership
from listings import limits
from listings.errors import LimitReachedError, ListingError, NotAllowedError, WrongStateError
from listings.models import Conversation, ListingPage, Message
from listings.notices import moment
from listings.talk import other_of, why_closed
from notifications.services import notify

if TYPE_CHECKING:
    from datetime import timedelta

    from django.db.models import QuerySet

#: Rows one step of the nightly job takes.
_BATCH = 500


def open_conversation(listing: ListingPage, *, guest: User, has_words: bool = False, counted: bool = True) -> Conversation | None:
    """Open the conversation of a listing's author and who answers it, or return the one there is; None with oneself.

    `has_words` says that the answer came with some. The caller holds the listing's lock, so that it is opened once. Raises
    LimitReachedError when somebody of level 1 has begun 20 within a day (SEC-18), unless it is not `counted`.
    """
    if listing.author_id in {None, guest.pk}:
        return None
    now = timezone.now()
    found = Conversation.objects.filter(listing_id=listing.pk, host=listing.author_id, guest=guest).first()
    if found is None:
        if counted and not Membership.objects.of(guest).verified().exists():
            _lock(guest)
            _check_limit(Conversation.objects.opened_by(guest, now - limits.DAY), "opened_at", limits.CONVERSATIONS_A_DAY)
        found = Conversation(listing_id=listing.pk, host_id=listing.author_id, guest=guest)
    if has_words:
        found.last_at = now
    if has_words or found.pk is None:
        found.save()
    return found


@transaction.atomic
def send_message(*, conversation: Conversation, by: User, text: str, now: datetime | None = None) -> Message:
    """Write to the other one, who is told unless a message of the last ten minutes waits for them already.

    Counted under the writer's lock. The same words twice within a minute are one message. Raises NotAllowedError when this person is not
    one of the two, WrongStateError when there is nothing to write any more (`talk.why_closed`), ListingError for a text that is empty
    or too long, LimitReachedError after 100 messages within a day.
    """
    now = now or timezone.now()
    if by.pk not in {conversation.host_id, conversation.guest_id}:
        raise NotAllowedError(_("This is between two other neighbours."))
    text = text.replace("\0", "").strip()
    if not text or len(text) > limits.MESSAGE_LENGTH:
        raise ListingError(_("Write between 1 and %(count)s characters.") % {"count": limits.MESSAGE_LENGTH})
    _lock(by)
    conversation = Conversation.objects.for_list().get(pk=conversation.pk)
    if refusal := why_closed(by, conversation, now):
        raise WrongStateError(refusal)
    mine = conversation.messages.written_by(by, now - limits.DAY)
    last = mine.last()
    if last and last.text == text and last.sent_at > now - limits.SAME_MESSAGE:
        return last
    _check_limit(Message.objects.written_by(by, now - limits.DAY), "sent_at", limits.MESSAGES_A_DAY)
    rings = not mine.unread().filter(sent_at__gt=now - limits.RING_AGAIN).exists()
    mark_read(conversation=conversation, by=by)
    message = Message.objects.create(conversation=conversation, author=by, text=text, sent_at=now)
    Conversation.objects.filter(pk=conversation.pk).update(last_at=now)
    if rings:
        notify("message-received", to=[other_of(conversation, by)], data={"message": str(message.public_id)}, by=by)
    return message


def mark_read(*, conversation: Conversation, by: User) -> int:
    """Note that this person has seen what was written to them; return how many messages were new to them."""
    return conversation.messages.unread_by(by).update(read_at=timezone.now())


def leave_conversations(*, user: User) -> int:
    """Forget the conversations in which nobody is left once this person's account is gone; return how many.

    What they wrote stays with the other one, as a former neighbour's words.
    """
    alone = Conversation.objects.visible_to(user).with_one_place_empty()
    return alone.delete()[1].get(Conversation._meta.label, 0)


def forget_conversations(*, now: datetime | None = None) -> int:
    """Forget what was written about listings that closed a year ago, and what nobody continued since; return how many conversations."""
    before, forgotten = (now or timezone.now()) - limits.MESSAGE_MEMORY, 0
    while rows := list(Conversation.objects.to_forget(before).values_list("pk", flat=True)[:_BATCH]):
        forgotten += Conversation.objects.filter(pk__in=rows).delete()[1].get(Conversation._meta.label, 0)
    return forgotten


def _lock(person: User) -> None:
    """Lock a person's row against a second count, but not against rows that name them: two who write to each other at once would wait in a circle."""
    User.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=person.pk)


def _check_limit(rows: "QuerySet", moment_field: str, most: int, within: "timedelta" = limits.DAY) -> None:
    moments = list(rows.values_list(moment_field, flat=True)[: most + 1])
    if len(moments) >= most:
        again = {"count": most, "moment": moment(moments[0] + within)}
        raise LimitReachedError(_("That is %(count)s within a day, as many as there may be. You can go on from %(moment)s.") % again)
