"""The proofs a newcomer chooses among: what each takes, and where it begins. A neighbourhood's policy says which count."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.models import Membership, NeighbourhoodPage
from home.models.places import VerificationMethod
from verification.permissions import accepts_desk_codes, accepts_positions, accepts_postcards, accepts_vouches


@dataclass(frozen=True)
class Way:
    """One proof as the page offers it. `time` is how long it takes, `note` one more word about it."""

    method: str
    title: str | Promise
    text: str | Promise
    time: str | Promise
    url_name: str
    is_open: Callable[[NeighbourhoodPage], bool]
    note: str | Promise = ""

    def url(self, neighbourhood: NeighbourhoodPage) -> str:
        return reverse(self.url_name, args=[neighbourhood.pk])


#: In the order of their strength; the first that counts is chosen beforehand.
WAYS = (
    Way(
        VerificationMethod.POSTCARD,
        _("Receive a postcard"),
        _("We post a card to your address. It bears a code of eight signs to copy here."),
        _("3 to 5 days"),
        "verification:join-postcard",
        accepts_postcards,
        _("free of charge"),
    ),
    Way(
        VerificationMethod.VOUCH,
        _("Ask two neighbours"),
        _("Two neighbours who know you say so. You show them a link, or put one sentence before those who may vouch."),
        _("1 or 2 days"),
        "verification:join-vouch",
        accepts_vouches,
    ),
    Way(
        VerificationMethod.GEOLOCATION,
        _("Confirm my position"),
        _("From your home, with your phone. The position is compared with the neighbourhood's boundary, then erased."),
        _("1 minute"),
        "verification:join-position",
        accepts_positions,
    ),
    Way(
        VerificationMethod.DESK,
        _("Be seen at the desk"),
        _("Somebody of the town hall or the association looks at a paper with your address, keeps nothing, and hands you a code."),
        _("at once"),
        "verification:join-desk",
        accepts_desk_codes,
        _("when it is open"),
    ),
)


def ways_into(neighbourhood: NeighbourhoodPage, membership: Membership | None) -> list[Way]:
    """Return the proofs that count here and would bring this person something."""
    is_verified = membership is not None and membership.level == Membership.Level.VERIFIED
    return [way for way in WAYS if way.is_open(neighbourhood) and not (is_verified and _is_weaker(way, neighbourhood))]


def _is_weaker(way: Way, neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether this proof could not renew a full one."""
    return way.method == VerificationMethod.GEOLOCATION and not neighbourhood.geolocation_gives_level_2
