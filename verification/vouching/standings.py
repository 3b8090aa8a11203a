"""People as the rules of vouching see them, read from the database: who they are here, and what they have spent."""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress

from home.models import Membership
from verification.models import EmailInvitation, Postcard, Vouch, VouchRequest
from verification.sealing import invitation_hash
from verification.vouching.rules import Asked, Given, Standing, Ties

if TYPE_CHECKING:
    from datetime import datetime


def of(people: Collection[int]) -> dict[int, Standing]:
    """Return how these people stand now, in two queries; one without access anywhere stands nowhere."""
    spent: dict[int, list[datetime]] = defaultdict(list)
    for voucher, moment in Vouch.objects.spent(people).values_list("voucher", "spent_at"):
        spent[voucher].append(moment)
    homes = {membership.user_id: membership for membership in Membership.objects.active().filter(user__in=people, user__is_active=True)}
    return {person: _standing(person, homes.get(person), tuple(spent[person])) for person in people}


def of_applicant(membership: Membership) -> Standing:
    """Return who asks to be vouched for, with every home they are known by: a proved one, and those their cards are on the way to."""
    cards = Postcard.objects.for_membership(membership).live().values_list("dwelling", flat=True)
    homes = frozenset({membership.dwelling_hash, *cards} - {""})
    return Standing(person=membership.user_id, place=membership.neighbourhood_id, dwellings=homes)


def of_request(request: VouchRequest) -> Asked:
    """Return one request as the rules see it."""
    return Asked(of_applicant(request.membership), request.asked_at, request.network_hash)


def given(vouches: Collection[Vouch]) -> list[Given]:
    """Return vouches as the rules see them, with their givers as they stand now."""
    standing = of({vouch.voucher_id for vouch in vouches})
    return [Given(standing[vouch.voucher_id], vouch.given_at, vouch.network_hash) for vouch in vouches]


def ties(people: Collection[int]) -> Ties:
    """Return what these people have had to do with each other before."""
    return Ties(vouched=Vouch.objects.between(people), invited=_invited(people), together=VouchRequest.objects.together(people))


def _invited(people: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return who wrote to whom of these people through Palier: an invitation's address is known by its keyed hash alone."""
    addresses = EmailAddress.objects.filter(user__in=people, verified=True).values_list("email", "user")
    owners = {invitation_hash(email): user for email, user in addresses}
    letters = EmailInvitation.objects.filter(invited_by__in=people, address_hash__in=owners).values_list("invited_by", "address_hash")
    return frozenset((inviter, owners[address]) for inviter, address in letters if inviter != owners[address])


def _standing(person: int, home: Membership | None, spent: "tuple[datetime, ...]") -> Standing:
    if home is None:
        return Standing(person=person, place=None, spent=spent)
    return Standing(
        person=person,
        place=home.neighbourhood_id,
        level=home.level,
        method=home.method,
        since=home.strong_since or home.confirmed_at,
        dwellings=frozenset({home.dwelling_hash} - {""}),
        spent=spent,
    )
