"""Reads of conversations. The two people in it, and nobody else (SEC-18)."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from listings.querysets.listings import UNREAD

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the conversations of this person. Nobody else reads them: no curator, no operator, not who takes a purchase over."""
        return self.filter(Q(host=user) | Q(guest=user)) if user.is_authenticated else self.none()

    def identified(self, public_id: UUID) -> Self:
        """Return the conversation of this public id."""
        return self.filter(public_id=public_id)

    def begun(self) -> Self:
        """Return the conversations in which somebody wrote something, the last one first."""
        return self.filter(last_at__isnull=False).order_by("-last_at", "-pk")

    def opened_by(self, user: "User", since: datetime) -> Self:
        """Return the conversations this person began by answering, the first one first."""
        return self.filter(guest=user, opened_at__gt=since).order_by("opened_at")

    def with_one_place_empty(self) -> Self:
        """Return the conversations that one of the two has left for good."""
        return self.filter(Q(host=None) | Q(guest=None))

    def to_forget(self, before: datetime) -> Self:
        """Return the conversations to forget: the listing closed before that moment, or nobody wrote since and no answer lives (LEG-07)."""
        answers = self.model._meta.get_field("listing").related_model._meta.get_field("responses").related_model.objects
        lives = Exists(answers.live().filter(listing=OuterRef("listing"), resident=OuterRef("guest")))
        silent = Q(last_at__lt=before) | Q(last_at=None, opened_at__lt=before)
        return self.filter(Q(listing__closed_at__lt=before) | (silent & ~lives))

    def with_unread(self, user: "User") -> Self:
        """Add as `unread` how many messages this person has not seen, in the same query."""
        messages = self.model._meta.get_field("messages").related_model.objects
        waiting = messages.unread_by(user).filter(conversation=OuterRef("pk"))
        return self.annotate(unread=how_many(waiting, "conversation"))

    def for_list(self) -> Self:
        """Add what a row shows, in the same query."""
        return self.select_related("listing", "host", "guest").defer(*(f"listing__{name}" for name in UNREAD))


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the messages this person wrote or was sent."""
        return self.of_conversations_of(user) if user.is_authenticated else self.none()

    def of_conversations_of(self, user: "User | models.Expression") -> Self:
        """Return the messages of the conversations of an account, or of the place of one in a kept statement."""
        return self.filter(Q(conversation__host=user) | Q(conversation__guest=user))

    def unread_by(self, user: "User | models.Expression") -> Self:
        """Return what the other one wrote to this person and they have not seen; also what is left of somebody who closed their account."""
        return self.of_conversations_of(user).filter(read_at=None).exclude(author=user)

    def written_by(self, user: "User", since: datetime) -> Self:
        """Return what this person wrote since that moment, the first message first."""
        return self.filter(author=user, sent_at__gt=since).order_by("sent_at")

    def unread(self) -> Self:
        """Return what has not been seen."""
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        """Return the last word first."""
        return self.order_by("-sent_at", "-pk")


def how_many(rows: models.QuerySet, by: str) -> Coalesce:
    """Return the number of these rows, as part of another query; `by` is what they have in common there."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)
