"""Reads of shops, their pages and their words."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from ads.querysets.places import neighbourhoods_run_by
from ads.weeks import this_week

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from ads.models import BusinessPage
    from home.models import NeighbourhoodPage


class BusinessQuerySet(models.QuerySet):
    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """Return one person's shops; none for a visitor."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the shops of the places this person is a curator of."""
        return self.filter(neighbourhood__in=neighbourhoods_run_by(user))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the shops whose record, contact included, this person may open: the owner's own, and those of one's place."""
        return self.filter(Q(pk__in=self.owned_by(user)) | Q(pk__in=self.run_by(user)))

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the shops of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def waiting(self) -> Self:
        """Return the shops no curator has looked at, the oldest first."""
        return self.filter(state="new").order_by("registered_at")

    def active(self) -> Self:
        """Return the shops that may book: neither refused nor closed."""
        return self.filter(state__in=["new", "listed"])


class BusinessPageQuerySet(PageQuerySet):
    def for_cards(self, today: date | None = None) -> Self:
        """Add this week's word of each shop as `word`, in the same query."""
        from ads.models import BusinessPost

        words = BusinessPost.objects.filter(business__page=OuterRef("pk"), week=this_week(today)).values("text")
        return self.annotate(word=Subquery(words[:1]))


BusinessPageManager = PageManager.from_queryset(BusinessPageQuerySet)


class BusinessPostQuerySet(models.QuerySet):
    def of_page(self, page: "BusinessPage") -> Self:
        """Return the words of the shop behind a page."""
        return self.filter(business__page=page)

    def newest_first(self) -> Self:
        """Order by week, the newest first."""
        return self.order_by("-week")
