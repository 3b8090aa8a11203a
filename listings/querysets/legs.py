"""Reads of the legs of exchanges."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Sum

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class LegQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the legs this person gives or receives. Nobody else reads them, curators included."""
        return self.filter(Q(giver=user) | Q(receiver=user)) if user.is_authenticated else self.none()

    def promised(self) -> Self:
        """Return the legs that are agreed and not done: hours that will change hands."""
        return self.filter(response__state="accepted", received_at=None)

    def besides(self, response: int | None) -> Self:
        """Return the legs of other answers than this one."""
        return self.exclude(response=response) if response else self

    def open(self) -> Self:
        """Return the legs that are not done."""
        return self.filter(received_at=None)

    def received(self) -> Self:
        """Return the legs that are done."""
        return self.filter(received_at__isnull=False)

    def given_by(self, user: "User") -> Self:
        """Return the legs this person gives."""
        return self.filter(giver=user)

    def received_by(self, user: "User") -> Self:
        """Return the legs this person receives."""
        return self.filter(receiver=user)

    def minutes(self) -> int:
        """Return how many minutes these legs move in all."""
        return self.aggregate(minutes=Sum("minutes"))["minutes"] or 0

    def for_list(self) -> Self:
        """Add what a row shows, in the same query."""
        return self.select_related("giver", "receiver")
