"""What a reader may ask of a list of listings, as a GET form: every answer has an address that can be shared."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.prepared import prepared_rows
from home.cells import Cell, cell_of, cells_within
from home.models import Boundary, HomeCell, NeighbourhoodPage
from listings import kinds, search

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User
    from listings.querysets import ListingQuerySet

DIRECTIONS = [("", _("All")), ("offer", _("Offers")), ("request", _("Looks for"))]
SCOPES = [("", _("The neighbourhood")), ("partners", _("Also the neighbouring neighbourhoods"))]
VIEWS = [("", _("List")), ("map", _("Map"))]
#: Steps of 500 m between the middles of squares, never finer (PRV-02).
DISTANCES = [("", _("Any distance")), ("500", _("within 500 m")), ("1000", _("within 1 km")), ("2000", _("within 2 km"))]
#: "home" is the reader's own square: a word in the address, so that a shared address tells nobody where one lives.
ORIGINS = [("", _("the middle of the neighbourhood")), ("home", _("my square"))]
#: What may be asked of the whole country.
_EVERYWHERE = ("q", "kind", "direction", "day", "since")


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, and the query string without it."""

    label: "str | Promise"
    without: str
    kind: str = ""
    name: str = ""


@cache
def _fields() -> dict[str, forms.Field]:
    """Return what one may ask. The fields keep nothing of whoever asks, so there is one of each."""
    return {
        "q": forms.CharField(required=False, max_length=100),
        "kind": forms.MultipleChoiceField(required=False, choices=[(kind.key, kind.label) for kind in kinds.all_kinds()]),
        "direction": forms.ChoiceField(required=False, choices=DIRECTIONS),
        "scope": forms.ChoiceField(required=False, choices=SCOPES),
        "within": forms.ChoiceField(required=False, choices=DISTANCES),
        "near": forms.ChoiceField(required=False, choices=ORIGINS),
        "day": forms.DateField(required=False),
        "since": forms.DateField(required=False),
        "view": forms.ChoiceField(required=False, choices=VIEWS),
    }


def _understood(data: QueryDict) -> dict[str, Any]:
    """Return what was asked. What cannot be understood is left out, never an error: addresses get shortened and shared."""
    found: dict[str, Any] = {}
    for name, field in _fields().items():
        given = field.widget.value_from_datadict(data, {}, name) if name in data else None
        with suppress(ValidationError):
            found[name] = field.clean(given)
    return found


class Question:
    """What an address asks of listings, wherever they are: words, kinds, direction and days."""

    #: The parts that stand beside « kind » and « q » among the filters in force: one of a few choices.
    CHOICES: "ClassVar[tuple[tuple[str, list], ...]]" = (("direction", DIRECTIONS),)

    def __init__(self, data: QueryDict) -> None:
        self.values = _understood(data)

    @property
    def words(self) -> str:
        """Return the words that were typed, as the search column has them; nothing where none were."""
        typed = self.values.get("q", "").strip()
        return search.asked(typed) if typed else ""

    @property
    def since(self) -> datetime | None:
        """Return the first moment of the day from which on listings were asked for."""
        day = self.values.get("since")
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None

    def question(self) -> dict[str, Any]:
        """Return what is asked, and only that, as `narrowed_further` understands it; and the words."""
        asked = self.values
        given = {"kinds": asked.get("kind"), "direction": asked.get("direction"), "day": asked.get("day")}
        given |= {"since": self.since, "words": self.words}
        return {name: value for name, value in given.items() if value}

    @cached_property
    def active(self) -> list[ActiveFilter]:
        """Return the filters in force, each with the address that drops it."""
        asked, found = self.values, []
        if asked.get("q"):
            found.append(ActiveFilter(f"« {asked['q']} »", self._without("q"), name="q"))
        found += [ActiveFilter(kinds.get(key).label, self._without("kind", key), key, "kind") for key in asked.get("kind", [])]
        for name, choices in self.CHOICES:
            if asked.get(name):
                found.append(ActiveFilter(dict(choices)[asked[name]], self._without(name), name=name))
        for name, words in (("day", _("on %(date)s")), ("since", _("since %(date)s"))):
            if asked.get(name):
                label = str(words) % {"date": date_format(asked[name], "j F Y")}
                found.append(ActiveFilter(label, self._without(name), name=name))
        return found

    def again(self, query: QueryDict) -> Self:
        """Return another question to the same listings."""
        return type(self)(query)

    def without(self, name: str) -> Self:
        """Return the same question without one of its parts."""
        query = self._query()
        query.pop(name, None)
        return self.again(query)

    def with_words(self, words: str) -> str:
        """Return the address of the same question with other words."""
        query = self._query()
        query["q"] = words
        return "?" + query.urlencode()

    def _without(self, name: str, value: str | None = None) -> str:
        query = self._query()
        kept = [one for one in query.getlist(name) if value is not None and one != value]
        query.setlist(name, kept)
        if name == "within":
            query.pop("near", None)
        return "?" + query.urlencode()

    def _query(self) -> QueryDict:
        """Return the understood part of the query, without the page number."""
        query = QueryDict(mutable=True)
        for name, value in self.values.items():
            values = value if isinstance(value, list) else [value]
            if kept := [str(one) for one in values if one]:
                query.setlist(name, kept)
        return query

    @property
    def everything(self) -> str:
        """Return the address without any filter."""
        return "?"

    @property
    def query(self) -> QueryDict:
        """Return the understood part of the query, for the addresses of other pages."""
        return self._query()


@prepared_rows
def _partners(place: Any) -> "QuerySet":
    return NeighbourhoodPage.partners.through.objects.filter(from_neighbourhoodpage=place).values_list("to_neighbourhoodpage")


class ListingFilter(Question):
    """A question about the listings of a neighbourhood, read from an address. The form that asks it is `listings/_filters.html`."""

    CHOICES = (("direction", DIRECTIONS), ("scope", SCOPES), ("within", DISTANCES))

    def __init__(self, data: QueryDict, *, neighbourhood: "NeighbourhoodPage", user: "User | AnonymousUser | None" = None) -> None:
        super().__init__(data)
        self.neighbourhood, self.user = neighbourhood, user

    @property
    def view_name(self) -> str:
        return self.values.get("view", "")

    @cached_property
    def place_ids(self) -> list[int]:
        if self.values.get("scope") != "partners":
            return [self.neighbourhood.pk]
        return [self.neighbourhood.pk, *(pk for (pk,) in _partners(place=self.neighbourhood.pk))]

    @cached_property
    def home_square(self) -> Cell | None:
        """Return the reader's own square, if they chose one."""
        if self.user is None or not self.user.is_authenticated:
            return None
        mine = HomeCell.objects.of(self.user).first()
        return mine.square if mine else None

    @cached_property
    def origin(self) -> Cell | None:
        """Return the square distances are counted from; None where nothing says where the neighbourhood is."""
        if self.values.get("near") == "home" and self.home_square:
            return self.home_square
        outline = Boundary.objects.of_place(self.neighbourhood.pk).first()
        return cell_of((outline.south + outline.north) / 2, (outline.west + outline.east) / 2) if outline else None

    @cached_property
    def squares(self) -> list[str]:
        """Return the squares within the distance asked for; none where no distance is asked for, or none can be told."""
        distance = self.values.get("within")
        return cells_within(self.origin, int(distance)) if distance and self.origin else []

    def question(self) -> dict[str, Any]:
        """Return what is asked, and only that, as `narrowed` understands it."""
        asked, places = super().question(), self.place_ids
        asked |= {"place": places[0]} if len(places) == 1 else {"places": places}
        asked |= {"squares": self.squares} if self.squares else {}
        return asked | ({"where": search.place_token(places[0])} if "words" in asked and len(places) == 1 else {})

    def apply(self, listings: "ListingQuerySet") -> "ListingQuerySet":
        """Narrow the listings to what was asked."""
        return narrowed(listings, self.question())

    def again(self, query: QueryDict) -> Self:
        """Return another question about the same neighbourhood."""
        return type(self)(query, neighbourhood=self.neighbourhood, user=self.user)

    @property
    def as_list(self) -> str:
        return self._without("view")

    @property
    def as_map(self) -> str:
        """Return the same question, answered as a map."""
        query = self._query()
        query["view"] = "map"
        return "?" + query.urlencode()

    @property
    def everything(self) -> str:
        """Return the address without any filter."""
        return "?view=map" if self.view_name == "map" else "?"


class CountryFilter(Question):
    """A question about the listings of the whole country. The form that asks it is `listings/_everywhere_form.html`."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # A place, a distance and a map belong to a neighbourhood.
        self.values = {name: value for name, value in self.values.items() if name in _EVERYWHERE}


def narrowed(listings: "ListingQuerySet", asked: dict[str, Any]) -> "ListingQuerySet":
    """Narrow listings to a question (`ListingFilter.question`): its values, or what stands for them in a kept statement."""
    if "words" in asked and "places" in asked:
        listings = listings.holding_in(asked["words"], asked["places"])
    else:
        listings = listings.at(asked["place"]) if "place" in asked else listings.in_places(asked["places"])
        listings = listings.holding(asked["words"], asked.get("where")) if "words" in asked else listings
    return narrowed_further(listings, asked)


def narrowed_further(listings: "ListingQuerySet", asked: dict[str, Any]) -> "ListingQuerySet":
    """Narrow listings to what a question says besides place and words."""
    for name, narrow in _NARROW.items():
        if name in asked:
            listings = narrow(listings, asked[name])
    return listings


_NARROW: "dict[str, Callable[[ListingQuerySet, Any], ListingQuerySet]]" = {
    "kinds": lambda listings, kinds: listings.of_kinds(kinds),
    "direction": lambda listings, direction: listings.directed(direction),
    "day": lambda listings, day: listings.taking_place_on(day),
    "squares": lambda listings, squares: listings.in_cells(squares),
    "since": lambda listings, moment: listings.published_since(moment),
}
