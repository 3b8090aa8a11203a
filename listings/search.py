"""How the words of a listing and of a search are made comparable: case, accents, ligatures and apostrophes do not count.

PostgreSQL's `unaccent` is an extension that a managed or embedded server may lack, so the folding is done here, once on writing.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, DateField, Func, IntegerField, Value

from wagtail.rich_text import get_text_for_indexing

if TYPE_CHECKING:
    from django.db.models import Expression

CONFIG = "french"
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_APOSTROPHES = re.compile(r"['’ʼ‘`´]")
#: PostgreSQL's French stemmer leaves the plural of « vélos », « tapis » or « choux » alone; short words of grammar must stay.
_PLURALS = re.compile(r"\b(?!(?:nous|vous|mais|suis|serais|aurais|avais)\b)(\w{2,}[aiou])[sx]\b")
_MOST_SIGNS = 200


def fold(text: str) -> str:
    """Return the text in lower case without accents, ligatures, apostrophes or a plural in -s or -x: « L'Œuf d'été » → « l oeuf d ete »."""
    text = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    bare = "".join(sign for sign in text if not unicodedata.combining(sign))
    return _PLURALS.sub(r"\1", " ".join(_APOSTROPHES.sub(" ", bare).replace("\0", " ").split()))


def searchable(*parts: str) -> str:
    """Return what is indexed of a listing: its texts, rich or plain, folded."""
    return fold(" ".join(get_text_for_indexing(part) for part in parts if part))


def asked(text: str) -> str:
    """Return what is looked for when a person types this."""
    return fold(text[:_MOST_SIGNS])


class Once(SearchQuery):
    """A query that PostgreSQL reads once a statement. Where the words are a parameter it would read them again for each listing."""

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, list[Any]]:
        sql, parameters = super().as_sql(*args, **options)
        return f"(SELECT {sql})", parameters


def words(asked_for: "str | Expression") -> SearchQuery:
    """Return the query for what `asked` gave; quotation marks and a minus sign work as on any search page."""
    return SearchQuery(asked_for, config=CONFIG, search_type="websearch")


def words_once(asked_for: "str | Expression") -> Once:
    """Return the same, read once."""
    return Once(asked_for, config=CONFIG, search_type="websearch")


def place_token(neighbourhood_id: int) -> str:
    """Return the lexeme that stands for a neighbourhood in the search column."""
    return f"place{neighbourhood_id}"


def at_place(token: "str | Expression") -> SearchQuery:
    """Return the query for listings of the neighbourhood that this token stands for.

    The place is a word of the column itself, so that one GIN index answers "this word at this place" at once
    even where the `btree_gin` extension is missing.
    """
    return Once(token, config="simple", search_type="raw")


class Day(Func):
    """The day a listing appeared, by the clock of Greenwich, as a list of one: an index of words holds lists beside them."""

    template = "(ARRAY[(%(expressions)s AT TIME ZONE 'UTC')::date])"
    output_field = ArrayField(DateField())


class Place(Func):
    """The neighbourhood of a listing, as a list of one."""

    template = "(ARRAY[%(expressions)s])"
    output_field = ArrayField(IntegerField())


class OneOf(Func):
    """Whether that list of one is among these: the index of words answers it together with the words."""

    template = "%(expressions)s"
    arg_joiner = " && "
    arity = 2
    output_field = BooleanField()


def listed(numbers: "list[int] | Expression") -> "Expression":
    """Return numbers, or what reads them in a kept statement (`accounts.prepared.numbers`), as what `OneOf` compares with a `Place`."""
    if isinstance(numbers, list):
        return Value(numbers, output_field=Place.output_field)
    return Func(numbers, template="(ARRAY%(expressions)s)::int[]", output_field=Place.output_field)
