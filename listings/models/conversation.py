"""What two neighbours write to each other about a listing: its author, and who answered it (domain.md §4.1).

Later the room `community` takes it over (docs/decisions/0016): nothing here knows more of a listing than which one it is, and nothing
else in this room reads a message.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage
from listings.querysets import ConversationQuerySet, MessageQuerySet


class Conversation(models.Model):
    """One per listing and pair of people, whatever the number of dates they speak of. Who closed their account leaves an empty place."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="conversations")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    guest = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    #: When somebody last wrote, the first words of an answer included; empty as long as nobody has.
    last_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "host", "guest"], name="one_conversation_per_pair"),
            models.CheckConstraint(condition=~models.Q(host=models.F("guest")), name="a_conversation_joins_two_people"),
        ]
        indexes = [
            models.Index(fields=["host", "-last_at"], name="conversation_of_host"),
            models.Index(fields=["guest", "-last_at"], name="conversation_of_guest"),
            models.Index(fields=["guest", "opened_at"], name="conversation_opened"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Message(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    sent_at = models.DateTimeField()
    #: When the other one saw it.
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="a_message_says_something")]
        indexes = [
            models.Index(fields=["conversation", "-sent_at"], name="messages_in_order"),
            models.Index(fields=["conversation"], name="messages_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["author", "-sent_at"], name="messages_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
