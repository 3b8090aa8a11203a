"""Reads of listings wherever they are (S2). Each begins at what one index answers: recency, words, or a person's own places."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, DateTimeField, F, Func, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.prepared import numbers, written
from listings import search

if TYPE_CHECKING:
    from django.db.models import Expression

    from listings.querysets.listings import ListingQuerySet


class _Holds(Func):
    """The operator `@@` as a function, which no index answers: words are then looked for in each row that something else found."""

    function = "ts_match_vq"
    output_field = BooleanField()


class _LongAgo(Func):
    template = "'-infinity'::timestamptz"
    output_field = DateTimeField()


def open_to_everybody(kind: "str | Expression | None" = None) -> "ListingQuerySet":
    """Return the open listings that everybody may read, of one kind or of all, said so that `listing_recent` serves them."""
    found = _listings().filter(state=written("open"), audience=written("public"))
    return found if kind is None else found.filter(kind=kind)


def among_the_newest(listings: "ListingQuerySet", count: int) -> "ListingQuerySet":
    """Return those that are not older than the one after the newest `count`: a stretch of an index of recency."""
    end = listings.newest_first().values("published_at")[count : count + 1]
    return listings.filter(published_at__gte=Coalesce(Subquery(end), _LongAgo()))


def reading_words(listings: "ListingQuerySet", asked: "str | Expression") -> "ListingQuerySet":
    """Return those that hold the words, which are looked for in each row."""
    return listings.filter(_Holds(F("search_vector"), search.words(asked)))


def by_words(listings: "ListingQuerySet", asked: "str | Expression") -> "ListingQuerySet":
    """Return those that hold the words, which their index finds.

    In a statement that is not kept the words stand as they are, so that PostgreSQL may know how common they are.
    """
    return listings.filter(search_vector=search.words(asked))


def of_days(listings: "ListingQuerySet", days: "Expression") -> "ListingQuerySet":
    """Return those that appeared on one of these days, which the index of words knows too."""
    return listings.filter(search.OneOf(search.Day(F("published_at")), Func(days, template="%(expressions)s::date[]")))


def own_part(user: "int | Expression", places: "Expression") -> "ListingQuerySet":
    """Return the open listings not for everybody that are of these places, written or answered by this person.

    More than they may read, and never more than what their places hold: the rule of reading comes after it. Their numbers are read first
    and handed on as a list, so that whatever PostgreSQL guesses about authors it reads no other listing.
    """
    hidden = _listings().filter(~Q(audience="public"), state="open").order_by()
    answered = apps.get_model("listings", "Response").objects.filter(resident=user).order_by().values("listing")
    near, own = hidden.filter(neighbourhood__in=numbers(places)).values("pk"), hidden.filter(author=user).values("pk")
    return hidden.filter(pk__in=numbers(ArraySubquery(near.union(own, answered))))


def _listings() -> "ListingQuerySet":
    found: ListingQuerySet = apps.get_model("listings", "ListingPage").objects.all()
    return found


def keys(listings: "ListingQuerySet", *further: str) -> Any:
    """Return moment and number of listings, the newest first, and these columns after them."""
    return listings.newest_first().values_list("published_at", "pk", *further)
