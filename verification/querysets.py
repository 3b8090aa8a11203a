"""Reads about cards and tries. Addresses have no queryset: only the printing services touch them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from verification.policy import LOCATION_WINDOW, RECOVERY_CALL_LIFE, SWEEP_AFTER, TRIES_WINDOW

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Membership, NeighbourhoodPage
    from verification.models import VouchRequest


class DwellingQuerySet(models.QuerySet):
    def locked(self, hash_: str) -> models.Model:
        """Return the row of this dwelling, made on first use, locked until the transaction ends."""
        self.bulk_create([self.model(hash=hash_)], ignore_conflicts=True)
        return self.select_for_update().get(hash=hash_)


class PostcardQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's cards; none for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def for_membership(self, membership: "Membership") -> Self:
        """Return the cards asked for under one membership to prove it or to come back, newest first."""
        return self.filter(membership=membership).order_by("-requested_at")

    def to_prove(self, membership: "Membership") -> Self:
        """Return the cards that prove one membership, newest first."""
        return self.for_membership(membership).filter(purpose="join")

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the cards of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def requested_since(self, moment: datetime) -> Self:
        """Return cards asked for after that moment, oldest first; a card that was never printed still counts."""
        return self.filter(requested_at__gt=moment).order_by("requested_at")

    def live(self) -> Self:
        """Return cards that may still reach somebody."""
        return self.filter(state__in=self.model.LIVE_STATES).exclude(state="posted", expires_at__lte=timezone.now())

    def usable(self, purpose: str = "join") -> Self:
        """Return cards of this purpose whose code opens the door now, oldest first."""
        return self.filter(state="posted", purpose=purpose, expires_at__gt=timezone.now()).order_by("requested_at")

    def unposted(self) -> Self:
        """Return cards whose address is still kept."""
        return self.filter(state__in=self.model.UNPOSTED_STATES)

    def newest_first(self) -> Self:
        """Return cards as a list shows them."""
        return self.order_by("-requested_at", "id")

    def counts_by_place(self, neighbourhoods: "Iterable[NeighbourhoodPage]") -> dict[int, dict[str, int]]:
        """Return how many cards of each state each neighbourhood has, in one query."""
        counts: dict[int, dict[str, int]] = {}
        rows = self.filter(neighbourhood__in=neighbourhoods).values_list("neighbourhood", "state").annotate(count=models.Count("pk"))
        for place, state, count in rows.order_by():
            counts.setdefault(place, {})[state] = count
        return counts

    def filed(self, neighbourhoods: models.QuerySet) -> Self:
        """Return the cards of these neighbourhoods whose file still exists."""
        return self.filter(neighbourhood__in=neighbourhoods, state="printed")

    def printable(self) -> Self:
        """Return cards that wait for the printer, oldest first."""
        return self.filter(state="queued").order_by("requested_at", "id")

    def objected(self, neighbourhoods: models.QuerySet) -> Self:
        """Return the cards, in these neighbourhoods, of homes that want no more of them, the latest objection first."""
        return self.filter(neighbourhood__in=neighbourhoods, dwelling__objected_at__isnull=False).order_by(
            "-dwelling__objected_at", "-requested_at", "id"
        )

    def count_by_place(self) -> list[dict[str, object]]:
        """Return how many homes these cards were for, a place."""
        rows = self.order_by().values("neighbourhood__title").annotate(homes=models.Count("dwelling", distinct=True))
        return list(rows.order_by("neighbourhood__title"))

    def forgotten(self) -> Self:
        """Return requested cards that no worker took up in time."""
        return self.filter(state="requested", requested_at__lt=timezone.now() - SWEEP_AFTER)

    def overdue(self) -> Self:
        """Return posted cards whose life is over."""
        return self.filter(state="posted", expires_at__lte=timezone.now())


class PrintBatchQuerySet(models.QuerySet):
    def among(self, neighbourhoods: models.QuerySet) -> Self:
        """Return the batches of these neighbourhoods."""
        return self.filter(neighbourhood__in=neighbourhoods)

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the batches of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def with_counts(self) -> Self:
        """Add `card_count`, how many cards each batch holds."""
        return self.annotate(card_count=models.Count("postcards"))


class CodeAttemptQuerySet(models.QuerySet):
    def counted(self, user: "User") -> Self:
        """Return the tries that still count against this account, oldest first."""
        return self.filter(user=user, at__gt=timezone.now() - TRIES_WINDOW).order_by("at")


class DeskCodeQuerySet(models.QuerySet):
    def among(self, neighbourhoods: models.QuerySet) -> Self:
        """Return the codes of these neighbourhoods."""
        return self.filter(neighbourhood__in=neighbourhoods)

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the codes of one neighbourhood, newest first."""
        return self.filter(neighbourhood=neighbourhood).order_by("-issued_at", "id")

    def to(self, dwelling: models.Model) -> Self:
        """Return the codes for one home."""
        return self.filter(dwelling=dwelling)

    def issued_by(self, curator: "User") -> Self:
        """Return the codes one curator handed over."""
        return self.filter(issued_by=curator)

    def since(self, moment: datetime) -> Self:
        """Return the codes handed over at that moment or later; a cancelled one still counts."""
        return self.filter(issued_at__gte=moment)

    def live(self) -> Self:
        """Return the codes that open the door now."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=timezone.now())

    def unused(self) -> Self:
        """Return the codes whose time is over, that nobody used or cancelled, and that were not counted yet."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, lapsed_at__isnull=True, expires_at__lte=timezone.now())

    def hashed(self, code_hash: str) -> Self:
        """Return the code with this hash."""
        return self.filter(code_hash=code_hash)


class LocationCheckQuerySet(models.QuerySet):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's checks, oldest first; none for a visitor."""
        return self.filter(user=user).order_by("at", "pk") if user.is_authenticated else self.none()

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the checks for one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def since(self, moment: datetime) -> Self:
        """Return the checks made after that moment."""
        return self.filter(at__gt=moment)

    def counting(self) -> Self:
        """Return the passed checks that still count towards a proof."""
        return self.filter(passed=True, at__gt=timezone.now() - LOCATION_WINDOW)

    def sampled(self, sample_hash: str) -> Self:
        """Return the check that passed with these coordinates, whoever sent them: none or one."""
        return self.filter(sample_hash=sample_hash)

    def stale(self) -> Self:
        """Return the checks that count for nothing any more."""
        return self.filter(at__lte=timezone.now() - LOCATION_WINDOW)


class RecoveryWishQuerySet(models.QuerySet):
    def forgotten(self) -> Self:
        """Return the wishes that no worker took up in time."""
        return self.filter(asked_at__lt=timezone.now() - SWEEP_AFTER)


class RecoveryCallQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Return the calls that wait for a yes."""
        return self.filter(recovery__state="requested", called_at__gt=timezone.now() - RECOVERY_CALL_LIFE)

    def about(self, request: "VouchRequest") -> Self:
        """Return the calls to the two who answered this question, the oldest first."""
        return self.filter(request=request).order_by("called_at", "pk")

    def unanswered(self) -> Self:
        """Return the calls to which neither of the two has said yes."""
        return self.filter(first_yes_at__isnull=True, second_yes_at__isnull=True)

    def numbered(self, number_hash: str) -> Self:
        """Return the call with this number: one at most for each question."""
        return self.filter(number_hash=number_hash)


class ProofStepQuerySet(models.QuerySet):
    def counts(self, neighbourhood: "NeighbourhoodPage", *, since: date, before: date) -> dict[tuple[date, str, str], int]:
        """Return how often each (month, method, step) was recorded in these months, in one query."""
        rows = self.filter(neighbourhood=neighbourhood, month__gte=since, month__lt=before).values_list("month", "method", "step")
        return {tuple(key): count for *key, count in rows.annotate(count=models.Count("pk")).order_by()}


class ConsignmentQuerySet(models.QuerySet):
    def due(self) -> Self:
        """Return what is to be handed over now: waiting and due, or left by a worker that died; the oldest first."""
        now = timezone.now()
        waiting = models.Q(state="waiting", due_at__lte=now)
        return self.filter(waiting | models.Q(state="sending", lease_until__lt=now)).order_by("due_at", "key")

    def open(self) -> Self:
        """Return what may still be handed over."""
        return self.filter(state__in=self.model.OPEN_STATES)

    def called(self, key: str) -> Self:
        """Return the consignment of this key: none or one."""
        return self.filter(pk=key)

    def unsure(self) -> Self:
        """Return those of which nobody knows whether the provider has them."""
        return self.filter(state="unsure")

    def summed_up(self) -> list[dict[str, object]]:
        """Return how many there are by state, error and fate, and what they cost together."""
        rows = self.values("state", "error", "fate").annotate(count=models.Count("pk"), cents=models.Sum("cost_cents"))
        return list(rows.order_by("state", "error", "fate"))


class TownPostcodeQuerySet(models.QuerySet):
    def of_town(self, town_code: str) -> Self:
        """Return the postcodes of the town with this official code, in order."""
        return self.filter(town_code=town_code).order_by("postcode")
