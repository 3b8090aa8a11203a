"""Reads of payments and refunds."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from ads.querysets.places import neighbourhoods_run_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class PaymentQuerySet(models.QuerySet):
    def confirmed_by_me(self, user: "User | AnonymousUser") -> Self:
        """Return the awaited transfers this person may confirm: for shops of a place they run, never their own."""
        mine = self.filter(method="transfer", state="pending", campaign__business__neighbourhood__in=neighbourhoods_run_by(user))
        return mine.exclude(campaign__business__owner=user) if user.is_authenticated else self.none()

    def of_session(self, session: str) -> Self:
        """Return the card payment of one session of the provider."""
        return self.filter(session=session, method="card")

    def to_check(self, now: datetime | None = None) -> Self:
        """Return the card payments about which nothing was heard for a minute, those of the last two days."""
        now = now or timezone.now()
        quiet = models.Q(checked_at=None) | models.Q(checked_at__lt=now - timedelta(minutes=1))
        recent = self.filter(method="card", state="pending", created_at__gt=now - timedelta(days=2))
        return recent.filter(quiet, created_at__lt=now - timedelta(minutes=1)).exclude(session="")


class RefundQuerySet(models.QuerySet):
    def to_send(self) -> Self:
        """Return the refunds of cards that the provider has not confirmed."""
        return self.filter(state="asked", payment__method="card")

    def to_wire(self, user: "User | AnonymousUser") -> Self:
        """Return the refunds this person pays back by transfer: for shops of a place they run, never their own."""
        mine = self.filter(
            state="asked", payment__method="transfer", payment__campaign__business__neighbourhood__in=neighbourhoods_run_by(user)
        )
        return mine.exclude(payment__campaign__business__owner=user) if user.is_authenticated else self.none()
