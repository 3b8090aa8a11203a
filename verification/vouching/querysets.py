"""Reads about vouching. Whose question a stranger may meet is decided in `visible_to` alone."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.utils import timezone

from verification import policy

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Membership, NeighbourhoodPage


def eligible_memberships(now: datetime) -> models.QuerySet:
    """Return the memberships whose holders may vouch where they live, budget and dwelling apart (VER-06)."""
    verified = apps.get_model("home", "Membership").objects.verified()
    return verified.filter(method__in=policy.VOUCHING_METHODS, strong_since__lte=now - policy.VOUCHING_AFTER)


def members_named(pseudonym: str, neighbourhoods: models.QuerySet) -> models.QuerySet:
    """Return who of these neighbourhoods bears this pseudonym, look-alikes included: one person at most in each."""
    named = apps.get_model("accounts", "User").objects.named(pseudonym)
    return revocable().filter(user__in=named, neighbourhood__in=neighbourhoods)


def revocable() -> models.QuerySet:
    """Return the memberships that a curator may end: the current ones, and those that were left with words that still stand."""
    vouches = apps.get_model("verification", "Vouch").objects.filter(
        voucher=models.OuterRef("user"), state="given", request__neighbourhood=models.OuterRef("neighbourhood")
    )
    left = models.Q(state__in=["left", "expired"]) & models.Exists(vouches)
    memberships = apps.get_model("home", "Membership").objects.select_related("user", "neighbourhood")
    return memberships.filter(models.Q(state__in=memberships.model.CURRENT_STATES) | left)


def resting_on(user: "User") -> int:
    """Return how many residents were let in by a vouch of this person that stands."""
    vouches = apps.get_model("verification", "Vouch").objects.of(user).filter(state="given", counted=True, request__doubted_at=None)
    return vouches.filter(request__membership__method="vouch", request__membership__state__in=["confirmed", "expiring"]).count()


class VouchRequestQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's requests, newest first; none for a visitor."""
        return self.filter(user=user).order_by("-asked_at") if user.is_authenticated else self.none()

    def live(self) -> Self:
        """Return requests that may still be answered."""
        return self.filter(state__in=self.model.LIVE_STATES, expires_at__gt=timezone.now())

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return live requests put before the neighbours whom this person may answer: those of a home where they may vouch.

        What one has asked, answered or passed over is left out.
        """
        if not user.is_authenticated:
            return self.none()
        mine = eligible_memberships(timezone.now()).filter(user=user)
        answered = apps.get_model("verification", "Vouch").objects.filter(request=models.OuterRef("pk"), voucher=user, state="given")
        shown = self.live().filter(listed=True, neighbourhood__in=mine.values("neighbourhood"))
        return shown.exclude(user=user).exclude(passed_by=user).filter(~models.Exists(answered)).order_by("asked_at", "pk")

    def linked(self, token: str) -> Self:
        """Return the request behind a link: whoever holds the link was shown it."""
        return self.filter(token=token)

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the requests of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def for_membership(self, membership: "Membership") -> Self:
        """Return the requests made under one membership, newest first."""
        return self.filter(membership=membership).order_by("-asked_at")

    def asked_since(self, moment: datetime) -> Self:
        """Return the requests made after that moment, oldest first."""
        return self.filter(asked_at__gt=moment).order_by("asked_at")

    def confirmed(self) -> Self:
        """Return the requests that let their person in."""
        return self.filter(state="confirmed")

    def overdue(self) -> Self:
        """Return live requests whose time is over."""
        return self.filter(state__in=self.model.LIVE_STATES, expires_at__lte=timezone.now())

    def untold(self) -> Self:
        """Return requests put before the neighbours of which nobody has been told."""
        return self.live().filter(listed=True, told_at__isnull=True)

    def resting_on_a_fraud(self) -> Self:
        """Return requests that let somebody in by a vouch that is void now, and about which nothing was done yet."""
        return self.confirmed().filter(doubted_at__isnull=True, vouches__state="void", vouches__counted=True).distinct()

    def forgettable(self) -> Self:
        """Return requests no rule asks about any more: unanswered ones after a window, others when the proof is too old."""
        now = timezone.now()
        old = models.Q(asked_at__lte=now - policy.VOUCH_WINDOW) & ~models.Q(state__in=[*self.model.LIVE_STATES, "confirmed"])
        return self.filter(old | models.Q(state="confirmed", ended_at__lte=now - policy.VOUCHES_KEPT))

    def together(self, people: Collection[int]) -> set[frozenset[int]]:
        """Return which two of these people have let somebody in together."""
        pairs = self.confirmed().filter(first_voucher__in=people, second_voucher__in=people).values_list("first_voucher", "second_voucher")
        return {frozenset(pair) for pair in pairs}

    def networks_to_forget(self) -> Self:
        """Return requests that still hold the hash of a network and need it no more."""
        return self.exclude(network_hash="").exclude(state__in=self.model.LIVE_STATES, asked_at__gt=timezone.now() - _NETWORK_KEPT)


class VouchQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return the vouches one person gave, newest first; none for a visitor."""
        return self.filter(voucher=user).order_by("-given_at", "-pk") if user.is_authenticated else self.none()

    def given(self) -> Self:
        """Return vouches that stand, oldest first."""
        return self.filter(state="given").order_by("given_at", "pk")

    def wanted_back(self) -> Self:
        """Return the vouches that let somebody in who, it is said, has lost their password: one's word is asked once more."""
        calls = apps.get_model("verification", "RecoveryCall").objects.open().filter(request=models.OuterRef("request"))
        silent = calls.exclude(first_yes_at__isnull=False, request__first_voucher=models.OuterRef("voucher"))
        silent = silent.exclude(second_yes_at__isnull=False, request__second_voucher=models.OuterRef("voucher"))
        return self.filter(models.Exists(silent), state="given", counted=True)

    def withdrawable(self) -> Self:
        """Return vouches that may still be taken back: while they wait, then for VOUCH_WITHDRAWAL from when they counted."""
        waiting = models.Q(counted=False, request__state__in=_live())
        return self.filter(waiting | models.Q(counted=True, spent_at__gt=timezone.now() - policy.VOUCH_WITHDRAWAL), state="given")

    def with_withdrawable(self) -> Self:
        """Add `is_withdrawable`, whether each may still be taken back."""
        return self.annotate(is_withdrawable=models.Exists(self.model.objects.withdrawable().filter(pk=models.OuterRef("pk"))))

    def between(self, people: Collection[int]) -> set[tuple[int, int]]:
        """Return (voucher, newcomer) of every vouch among these people that was not taken back."""
        return set(
            self.filter(voucher__in=people, request__user__in=people).exclude(state="withdrawn").values_list("voucher", "request__user")
        )

    def spent(self, people: Collection[int]) -> Self:
        """Return what counts against these people's budgets.

        One that let nobody in costs nothing once its question has ended, unless a curator refused it.
        """
        waiting = models.Q(state="given", request__state__in=[*_live(), "refused"])
        return self.filter(models.Q(counted=True) | waiting, voucher__in=people, spent_at__gt=timezone.now() - policy.VOUCH_WINDOW)

    def networks_to_forget(self) -> Self:
        """Return vouches that still hold the hash of a network and need it no more."""
        return self.exclude(network_hash="").exclude(request__state__in=_live(), given_at__gt=timezone.now() - _NETWORK_KEPT)


class VouchHoldQuerySet(models.QuerySet):
    def among(self, neighbourhoods: models.QuerySet) -> Self:
        """Return the held requests of these neighbourhoods."""
        return self.filter(request__neighbourhood__in=neighbourhoods)

    def waiting(self) -> Self:
        """Return those that wait for a decision, oldest first."""
        return self.filter(decided_at__isnull=True, request__state="held").order_by("held_at")


_NETWORK_KEPT = policy.SAME_NETWORK_WINDOW


def _live() -> Collection[str]:
    return apps.get_model("verification", "VouchRequest").LIVE_STATES
