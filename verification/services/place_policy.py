"""What a neighbourhood's own curators decide about its proofs: which count, what a position gives, and a few limits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.models import Boundary, NeighbourhoodPage
from home.models.places import VerificationMethod
from verification import policy
from verification.errors import PolicyRefusedError
from verification.models import PlacePolicy
from verification.permissions import can_set_policy

if TYPE_CHECKING:
    from accounts.models import User

#: Proofs that need nobody who is a full member already: with one of them, a place can always grow.
_STRONG = {VerificationMethod.POSTCARD, VerificationMethod.DESK}


@dataclass(frozen=True)
class Policy:
    """All that a neighbourhood decides about proofs."""

    methods: tuple[str, ...]
    geolocation_gives_level_2: bool
    cards_per_day: int = policy.CARDS_PER_NEIGHBOURHOOD_PER_DAY
    desk_codes_per_day: int = policy.DESK_CODES_PER_CURATOR_PER_DAY
    desk_words: str = ""


def policy_of(neighbourhood: NeighbourhoodPage) -> Policy:
    """Return what holds in this neighbourhood now."""
    usual = PlacePolicy(cards_per_day=policy.CARDS_PER_NEIGHBOURHOOD_PER_DAY, desk_codes_per_day=policy.DESK_CODES_PER_CURATOR_PER_DAY)
    chosen = PlacePolicy.objects.filter(neighbourhood=neighbourhood).first() or usual
    return Policy(
        methods=tuple(neighbourhood.methods),
        geolocation_gives_level_2=neighbourhood.geolocation_gives_level_2,
        cards_per_day=chosen.cards_per_day,
        desk_codes_per_day=chosen.desk_codes_per_day,
        desk_words=chosen.desk_words,
    )


@transaction.atomic
def set_policy(*, neighbourhood: NeighbourhoodPage, chosen: Policy, by: "User") -> Policy:
    """Have this policy hold from now on; who is confirmed stays so. The change is logged, old and new.

    Raises PermissionDenied to who runs nothing here, and PolicyRefusedError for a policy by which nobody could be fully
    verified, or that counts what the place has not got.
    """
    if not can_set_policy(by, neighbourhood):
        raise PermissionDenied
    check_policy(neighbourhood=neighbourhood, chosen=chosen)
    page = NeighbourhoodPage.objects.select_for_update(of=("self",)).get(pk=neighbourhood.pk)
    before = policy_of(page)
    if before == chosen:
        return chosen
    page.methods, page.geolocation_gives_level_2 = list(chosen.methods), chosen.geolocation_gives_level_2
    page.save(update_fields=["methods", "geolocation_gives_level_2"])
    _follow_in_draft(page)
    limits = {name: getattr(chosen, name) for name in ("cards_per_day", "desk_codes_per_day", "desk_words")}
    PlacePolicy.objects.update_or_create(neighbourhood=page, defaults=limits)
    changed = {name: [_plain(getattr(before, name)), _plain(new)] for name, new in vars(chosen).items() if new != getattr(before, name)}
    log(instance=page, action="verification.policy_changed", user=by, data=changed)
    return chosen


def check_policy(*, neighbourhood: NeighbourhoodPage, chosen: Policy) -> None:
    """Raise PolicyRefusedError when this policy would leave no way in, or no way to full membership."""
    methods = set(chosen.methods)
    if not methods:
        raise PolicyRefusedError("methods", _("Tick at least one proof: with none, nobody could come in any more."))
    if VerificationMethod.GEOLOCATION in methods and not Boundary.objects.of_place(neighbourhood.pk).exists():
        raise PolicyRefusedError("methods", _("A position is compared with the boundary, and none is drawn yet. Draw it first."))
    full_by_position = VerificationMethod.GEOLOCATION in methods and chosen.geolocation_gives_level_2
    if not (methods & _STRONG or full_by_position):
        raise PolicyRefusedError(
            "methods", _("By these proofs nobody new could become a full member. Tick the postcard, the desk, or let three positions do.")
        )
    if VerificationMethod.VOUCH in methods and not methods & _STRONG:
        raise PolicyRefusedError(
            "methods", _("Only those confirmed by postcard or at the desk vouch for others. Tick one of the two, or untick vouching.")
        )


def _follow_in_draft(page: NeighbourhoodPage) -> None:
    """Write the policy into the page's waiting draft too: publishing it later must not bring the old one back."""
    draft = page.latest_revision
    if draft is None:
        return
    draft.content["methods"], draft.content["geolocation_gives_level_2"] = page.methods, page.geolocation_gives_level_2
    draft.save(update_fields=["content"])


def _plain(value: object) -> object:
    return [str(item) for item in value] if isinstance(value, tuple) else value
