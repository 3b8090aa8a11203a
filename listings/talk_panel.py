"""What the page of a conversation shows, prepared for one of its two people."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import naturalday
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from listings import limits
from listings.models import Conversation, ListingPage, Message, Response
from listings.talk import other_of, why_closed

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Word:
    """One message, or the words an answer came with."""

    text: str
    at: datetime
    is_mine: bool
    read: bool = False


def name_of(person: "User | None") -> str:
    return person.pseudonym if person else _("Former neighbour")


class TalkPanel:
    """One conversation for one reader. `page` counts back from the last word."""

    def __init__(self, conversation: Conversation, user: "User", page: object = 1) -> None:
        self.conversation, self.user, self.number = conversation, user, page

    @cached_property
    def other(self) -> str:
        return name_of(other_of(self.conversation, self.user))

    @property
    def listing(self) -> ListingPage:
        return self.conversation.listing

    @cached_property
    def address(self) -> str:
        """Where the listing is, for whoever may read it still."""
        shown = ListingPage.objects.visible_to(self.user).filter(pk=self.listing.pk).exists()
        return self.listing.url or "" if shown else ""

    @cached_property
    def answers(self) -> list[Response]:
        guest = self.conversation.guest
        return list(self.listing.responses.given_by(guest).order_by("asked_at", "pk")) if guest else []

    @property
    def answer(self) -> Response | None:
        """The answer it is about: the last one that lives, else the last one."""
        return next((answer for answer in reversed(self.answers) if answer.is_live), self.answers[-1] if self.answers else None)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.conversation.messages.newest_first(), limits.SHOWN_MESSAGES).get_page(self.number)

    @cached_property
    def words(self) -> list[Word]:
        """Return what this page shows, the oldest first; the words the answers came with stand on the last page."""
        said = [Word(message.text, message.sent_at, self._is_mine(message), message.read_at is not None) for message in self.page]
        if not self.page.has_next():
            is_guest = self.conversation.guest_id == self.user.pk
            first: dict[str, Response] = {}
            for answer in self.answers:
                first.setdefault(answer.message, answer)  # many dates answered at once came with the same words
            said += [Word(text, answer.asked_at, is_guest) for text, answer in first.items() if text]
        return sorted(said, key=lambda word: word.at)

    def _is_mine(self, message: Message) -> bool:
        return message.author_id == self.user.pk

    @cached_property
    def has_unread(self) -> bool:
        return any(message.read_at is None and not self._is_mine(message) for message in self.page)

    @cached_property
    def closed(self) -> str:
        """Why nothing can be written any more; nothing when it can."""
        return why_closed(self.user, self.conversation)


@dataclass(frozen=True)
class Thread:
    """One line of the list."""

    conversation: Conversation
    name: str

    @property
    def listing(self) -> ListingPage:
        return self.conversation.listing

    @property
    def when(self) -> str:
        """When the last word was said: the hour today, else the day."""
        last = timezone.localtime(self.conversation.last_at)
        return date_format(last, "TIME_FORMAT") if last.date() == timezone.localdate() else str(naturalday(last, "j b"))


def threads(user: "User", page: object = 1) -> tuple[Page, list[Thread]]:
    """Return a page of a person's conversations, and its lines: one query for any number, and one to count."""
    mine = Conversation.objects.visible_to(user).begun().with_unread(user).for_list()
    found = Paginator(mine, limits.SHOWN_CONVERSATIONS).get_page(page)
    return found, [Thread(conversation, name_of(other_of(conversation, user))) for conversation in found]
