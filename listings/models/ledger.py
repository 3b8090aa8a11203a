"""The time accounts: an append-only double-entry ledger in which one hour is one hour (domain.md §4.2).

What stands here is never changed and never deleted: the database refuses it, and refuses a transfer whose entries do not add up
to nothing. A mistake is answered by a counter-entry. A balance is a sum and is stored nowhere.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.querysets.ledger import TimeAccountQuerySet, TimeEntryQuerySet, TimeTransferQuerySet


class TimeAccount(models.Model):
    """A person's, or a neighbourhood's common one, which takes over what closed accounts leave."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="time_account")
    neighbourhood = models.OneToOneField("home.NeighbourhoodPage", on_delete=models.PROTECT, null=True, related_name="time_account")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = TimeAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("time account")
        verbose_name_plural = _("time accounts")
        constraints = [
            models.CheckConstraint(condition=models.Q(user=None) | models.Q(neighbourhood=None), name="a_time_account_has_one_holder")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class TimeTransfer(models.Model):
    class Reason(models.TextChoices):
        EXCHANGE = "exchange", _("a service")
        RETURN = "return", _("hours given back")
        CLOSING = "closing", _("an account is closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reason = models.CharField(max_length=10, choices=Reason)
    #: The leg that was paid for. Not a foreign key: people's words may be forgotten, and nothing here may change then.
    about = models.UUIDField(null=True, editable=False)
    #: A correction names what it undoes; nothing is undone twice.
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = TimeTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of hours")
        verbose_name_plural = _("transfers of hours")
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=models.Q(reason="exchange"), name="a_leg_is_paid_once"),
            models.CheckConstraint(condition=models.Q(reason="return") ^ models.Q(reverses=None), name="a_return_names_what_it_undoes"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class TimeEntry(models.Model):
    transfer = models.ForeignKey(TimeTransfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="entries")
    #: Above nothing: received for what was given. Below: paid for what was received.
    minutes = models.IntegerField()

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a time account")
        verbose_name_plural = _("entries of time accounts")
        constraints = [
            models.UniqueConstraint(fields=["transfer", "account"], name="a_transfer_touches_an_account_once"),
            models.CheckConstraint(condition=~models.Q(minutes=0), name="an_entry_moves_something"),
        ]
        indexes = [models.Index(fields=["account", "-id"], include=["minutes"], name="time_entries_of_account")]

    def __str__(self) -> str:
        return f"{self.minutes}"
