"""Coming back without password: a card to the home the account was verified at, then 72 hours in the open (domain.md, section 1).

The other way, the word of the two neighbours who let the person in, is in `returning`.

Whether a name lives at an address is the last thing anybody may learn here. The page therefore always does the same: it seals
what was typed and goes. A worker looks whether the two belong together, and sends a card or nothing.
"""

import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wagtail.log_actions import log

from accounts.models import RecoveryRequest, User
from accounts.services import announce_recovery, open_recovery
from home.models import Membership, NeighbourhoodPage
from notifications.services import notify
from verification import addresses, codes, policy
from verification.errors import VerificationError, WrongCodeError
from verification.models import Dwelling, PostalAddress, Postcard, RecoveryCall, RecoveryWish
from verification.permissions import accepts_postcards
from verification.sealing import dwelling_hash, seal_json, unseal_json
from verification.services import waking
from verification.services.memberships import lock_person
from verification.services.requests import check_account, check_budget, check_dwelling, read_address
from verification.services.returning import call_vouchers

if TYPE_CHECKING:
    from collections.abc import Sequence

WAY = RecoveryRequest.Way.POSTCARD
#: Two cards may be on their way and two requests wait: every try compares with as many hashes.
_WORK = 2 * policy.LIVE_CARDS_PER_ACCOUNT


@sensitive_variables("address")
@transaction.atomic
def wish_for_card(*, pseudonym: str, address: addresses.Address) -> RecoveryWish:
    """Note that somebody wants to come back by a card. Tells nothing: the same is done whoever and whatever is named.

    Raises AddressRefusedError for what is no French address at all.
    """
    addresses.format_address(address)
    content = {"pseudonym": pseudonym, "address": asdict(address), "language": (get_language() or "fr")[:2]}
    wish = RecoveryWish.objects.create(sealed_content=seal_json(content))
    waking.wish_after_commit(wish)
    return wish


@sensitive_variables("content", "address", "hash_")
@transaction.atomic
def grant_wish(*, wish_id: uuid.UUID | str) -> Postcard | RecoveryCall | None:
    """Send the card if this name was verified at this address, or call the two who let this name in; else nothing.

    The wish is forgotten either way. Safe to run twice at once.
    """
    wish = RecoveryWish.objects.select_for_update(skip_locked=True).filter(pk=wish_id).first()
    if wish is None:
        return None
    content = unseal_json(wish.sealed_content)
    wish.delete()
    if "address" not in content:
        return call_vouchers(**content)
    membership = _home_of(content["pseudonym"])
    if membership is None or not accepts_postcards(membership.neighbourhood):
        return None
    address = addresses.Address(**content["address"])
    town = membership.neighbourhood.town
    hash_ = dwelling_hash(addresses.dwelling_key(address, town.code))
    if hash_ != membership.dwelling_hash:
        return None
    try:
        with transaction.atomic():
            return _send(membership, address, town.code, hash_, content["language"])
    except VerificationError:
        # A limit, or an objection: whoever typed this is told nothing, so neither is a stranger.
        return None


def grant_forgotten_wishes() -> int:
    """Grant what no worker took up in time; return how many wishes there were."""
    forgotten = list(RecoveryWish.objects.forgotten().values_list("pk", flat=True))
    for wish_id in forgotten:
        grant_wish(wish_id=wish_id)
    return len(forgotten)


@sensitive_variables("code")
def enter_recovery_card(*, pseudonym: str, code: str) -> RecoveryRequest:
    """Start the delay with the code of a recovery card, or find what it started: ready once the delay is over.

    Raises WrongCodeError, the same for an unknown name and a wrong, used, expired or foreign code, after the same work.
    A failed try must outlive its refusal, so it commits: never call it inside a transaction.
    """
    found = _enter(pseudonym, codes.read(code))
    if found is None:
        raise WrongCodeError(_("This name and this code open nothing together. Look at both again."))
    return found


@sensitive_variables("code")
@transaction.atomic(durable=True)
def _enter(pseudonym: str, code: str) -> RecoveryRequest | None:
    user = User.objects.active().named(pseudonym).first()
    if user:
        lock_person(user.pk)
    requests = list(RecoveryRequest.objects.of(user).unfinished().by(WAY)[: policy.LIVE_CARDS_PER_ACCOUNT]) if user else []
    cards = _usable_cards(user) if user else []
    found = codes.matches(code, [row.code_hash for row in (*requests, *cards)], work=_WORK)
    for row, is_right in zip((*requests, *cards), found, strict=True):
        if is_right:
            return open_recovery(request=row) if isinstance(row, RecoveryRequest) else _use(row)
    _count_try(cards)
    return None


def _use(card: Postcard) -> RecoveryRequest:
    card.state, card.ended_at = Postcard.State.USED, timezone.now()
    card.save(update_fields=["state", "ended_at"])
    log(instance=card, action="verification.card_used")
    return announce_recovery(user=card.user, way=WAY, code_hash=card.code_hash)


def _usable_cards(user: User) -> list[Postcard]:
    usable = Postcard.objects.of(user).usable(Postcard.Purpose.RECOVERY).select_related("user")
    return list(usable.select_for_update(of=("self",))[: policy.LIVE_CARDS_PER_ACCOUNT])


def _count_try(cards: "Sequence[Postcard]") -> None:
    for card in cards:
        card.tries += 1
        if card.tries >= policy.TRIES_PER_CARD:
            card.state, card.ended_at = Postcard.State.LOCKED, timezone.now()
            log(instance=card, action="verification.card_locked")
        card.save(update_fields=["tries", "state", "ended_at"])


def _home_of(pseudonym: str) -> Membership | None:
    """Return where the account of this name was last verified by something that knows its home."""
    user = User.objects.active().named(pseudonym).first()
    if user is None:
        return None
    return Membership.objects.of(user).with_known_home().select_related("user", "neighbourhood").order_by("-confirmed_at").first()


@sensitive_variables("address", "lines")
def _send(membership: Membership, address: addresses.Address, town_code: str, hash_: str, language: str) -> Postcard:
    lines = read_address(address=address, town_code=town_code)
    # The order of `request_postcard`: person, dwelling, neighbourhood.
    lock_person(membership.user_id)
    dwelling = Dwelling.objects.locked(hash_)
    NeighbourhoodPage.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=membership.neighbourhood_id)
    check_account(user=membership.user)
    check_dwelling(dwelling=dwelling, membership=membership)
    check_budget(neighbourhood=membership.neighbourhood)
    card = Postcard.objects.create(
        purpose=Postcard.Purpose.RECOVERY,
        membership=membership,
        user=membership.user,
        neighbourhood=membership.neighbourhood,
        dwelling=dwelling,
        language=language,
    )
    PostalAddress.objects.create(postcard=card, sealed_content=seal_json({"lines": lines, "round": addresses.place_in_round(address)}))
    log(instance=card, action="verification.card_requested")
    notify("recovery_card_requested", to=[membership.user], data={"card": str(card.pk)})
    waking.after_commit(card)
    return card
