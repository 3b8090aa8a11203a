"""Reads of what is for rent."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ads.querysets.places import neighbourhoods_run_by, towns_run_by
from home.models import TownPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from ads.models import RateCard, Slot
    from home.models import NeighbourhoodPage


class SlotQuerySet(models.QuerySet):
    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the spots of the places this person runs."""
        return self.filter(neighbourhood__in=neighbourhoods_run_by(user))

    def for_rent(self) -> Self:
        """Return the spots that are open, in neighbourhoods anybody may read."""
        return self.filter(open=True, neighbourhood__live=True, neighbourhood__state__in=["live", "dormant"])

    def near(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the spots of a neighbourhood and of the others in its town."""
        parent = neighbourhood.path[: -neighbourhood.steplen]
        return self.filter(neighbourhood__path__startswith=parent, neighbourhood__depth=neighbourhood.depth)

    def below(self, town: "TownPage") -> Self:
        """Return the spots of the neighbourhoods of a town."""
        return self.filter(neighbourhood__path__startswith=town.path, neighbourhood__depth=town.depth + 1)


class RateCardQuerySet(models.QuerySet):
    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the cards of the places this person runs."""
        towns, places = towns_run_by(user).values("pk"), neighbourhoods_run_by(user).values("pk")
        return self.filter(Q(place__in=towns) | Q(place__in=places))

    def for_slots(self, slots: Iterable["Slot"]) -> "PriceList":
        """Return the prices of these spots (their neighbourhood loaded): one query."""
        slots = list(slots)
        paths = {slot.neighbourhood.path for slot in slots}
        paths |= {path[: -TownPage.steplen] for path in paths}
        return PriceList(self.filter(place__path__in=paths).select_related("place"))


class PriceList:
    """Rate cards, ready to be asked for the price of a week."""

    def __init__(self, cards: Iterable["RateCard"]) -> None:
        self._cards: dict[tuple[str, str], list[RateCard]] = {}
        for card in cards:
            self._cards.setdefault((card.place.path, card.key), []).append(card)

    def cards(self, slot: "Slot") -> "list[RateCard]":
        """Return every card that gives some week of a spot its price, the ordinary weeks first."""
        path = slot.neighbourhood.path
        near, far = (self._cards.get((place, slot.key), []) for place in (path, path[: -TownPage.steplen]))
        ordinary = next((card for card in (*near, *far) if card.first_week is None), None)
        seasons = [card for card in near if card.first_week] or ([card for card in far if card.first_week] if ordinary not in near else [])
        return [*([ordinary] if ordinary else []), *sorted(seasons, key=lambda card: card.first_week)]

    def card(self, slot: "Slot", week: date) -> "RateCard | None":
        """Return the card that counts: nearest place first, then certain weeks before all weeks."""
        path = slot.neighbourhood.path
        for place in (path, path[: -TownPage.steplen]):
            found = [card for card in self._cards.get((place, slot.key), ()) if _covers(card, week)]
            if found:
                return max(found, key=lambda card: card.first_week or date.min)
        return None

    def price(self, slot: "Slot", week: date) -> Decimal | None:
        """Return the price of a whole week in euros without VAT; None when it is not for rent."""
        card = self.card(slot, week)
        return card.price if card else None


def _covers(card: "RateCard", week: date) -> bool:
    return card.first_week is None or card.first_week <= week <= card.last_week
