"""What a new neighbourhood may be called: not like another of its town, to the eye or to the ear."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts import pseudonyms
from home.models import NeighbourhoodPage
from verification.errors import VerificationError
from verification.founding.policy import NAME_FROM, NAME_TO

if TYPE_CHECKING:
    from home.models import TownPage

_ALLOWED = re.compile(r"[^\W\d_](?:[\w\s'’().,/-])*\Z")


class NameRefusedError(VerificationError):
    """A name that cannot be given."""


def cleaned(name: str) -> str:
    """Return the name as it is kept. Raises NameRefusedError when it is too short, too long, or no name."""
    text = " ".join(name.split())
    if not NAME_FROM <= len(text) <= NAME_TO:
        raise NameRefusedError(_("Choose a name of %(least)s to %(most)s characters.") % {"least": NAME_FROM, "most": NAME_TO})
    if not _ALLOWED.match(text):
        raise NameRefusedError(_("Use letters, digits, spaces and hyphens, and begin with a letter."))
    return text


def check_free(name: str, town: "TownPage", *, but: int | None = None) -> None:
    """Raise NameRefusedError when a neighbourhood of the town, or the town, already bears this name or one that looks like it.

    Accents, capitals, hyphens and letters of other alphabets make no difference. Names of what was never opened are free.
    """
    taken = NeighbourhoodPage.objects.in_town(town).exclude(state="lapsed").exclude(pk=but)
    key = pseudonyms.fold(name)
    for title in [town.title, *taken.values_list("title", flat=True)]:
        if pseudonyms.fold(title) == key:
            raise NameRefusedError(
                _("“%(title)s” is already the name of a place in %(town)s. Choose one that cannot be mistaken for it.")
                % {"title": title, "town": town.title}
            )
