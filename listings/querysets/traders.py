"""Reads of the question whether somebody is a trader."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery

from home.models import Membership, NeighbourhoodPage
from home.permissions import is_operator
from listings.querysets.conversations import how_many

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TraderQuestionQuerySet(models.QuerySet):
    def seen_from_desk(self, user: "User | AnonymousUser", since: datetime) -> Self:
        """Return the questions to people who live where this person is a curator, and offered there for money since then; the operator sees all.

        Adds `place` (its name), `place_id` and `here`, the number of those offers: what they offered elsewhere is told to nobody here.
        """
        if not user.is_authenticated:
            return self.none()
        places = NeighbourhoodPage.objects.all() if is_operator(user) else NeighbourhoodPage.objects.run_by(user)
        homes = Membership.objects.active().filter(user=OuterRef("user"), neighbourhood__in=places.order_by().values("pk"))
        offers = apps.get_model("listings", "ListingPage").objects.paid_offers_since(since)
        at_home = offers.filter(author=OuterRef("user"), neighbourhood=OuterRef("place_id")).order_by()
        found = self.annotate(
            place_id=Subquery(homes.values("neighbourhood")[:1]), place=Subquery(homes.values("neighbourhood__title")[:1])
        )
        found = found.filter(place_id__isnull=False).annotate(here=how_many(at_home, "author"))
        return found.filter(here__gt=0).select_related("user").order_by("-asked_at", "pk")
