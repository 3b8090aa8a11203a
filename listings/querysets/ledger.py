"""Reads of the time accounts. Only their holder reads them; a balance is a sum."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Sum

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from listings.models import TimeTransfer


class TimeAccountQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """Order by number: whoever locks several locks them in this order, and nobody waits in a circle."""
        return self.order_by("pk")

    def holding(self, people: "list[User]") -> Self:
        """Return the accounts of these people."""
        return self.filter(user__in=people)


class TimeEntryQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the entries of this person's own account. Nobody else reads them, curators included."""
        return self.filter(account__user=user) if user.is_authenticated else self.none()

    def balance(self) -> int:
        """Return the sum of these entries, in minutes."""
        return self.aggregate(minutes=Sum("minutes"))["minutes"] or 0

    def against(self, transfer: "TimeTransfer") -> Self:
        """Return both entries of a transfer, what was paid first."""
        return self.filter(transfer=transfer).order_by("minutes")

    def newest_first(self) -> Self:
        """Order by the moment of writing."""
        return self.order_by("-pk")

    def for_list(self) -> Self:
        """Add what a row shows, in two further queries for any number: the other side, and whether it was given back."""
        return self.select_related("transfer__reversed_by").prefetch_related(
            models.Prefetch("transfer__entries", self.model.objects.select_related("account__user", "account__neighbourhood"))
        )


class TimeTransferQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the transfers on this person's account."""
        return self.filter(entries__account__user=user) if user.is_authenticated else self.none()

    def identified(self, public_id: "UUID") -> Self:
        """Return the transfer of this public id."""
        return self.filter(public_id=public_id)
