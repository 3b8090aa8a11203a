"""Coming back without password by the word of the two neighbours who let one in, then 72 hours in the open (domain.md, section 1).

Anybody may type a name, so the page always does the same, and a worker looks. Whoever asks gets a code to keep and a number to
tell. The two are asked to type the number they were told, by somebody they met or rang up: their yes is for that person alone,
and a stranger who asks in the same name at the same time gains nothing by it.
"""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wagtail.log_actions import log

from accounts import codes as sheet_codes
from accounts.models import RecoveryRequest, User
from accounts.services import RecoveryRefusedError, begin_delay, note_recovery, open_recovery
from home.models import Membership
from home.models.places import VerificationMethod
from notifications.services import notify
from verification import policy
from verification.codes import search_hash
from verification.errors import NotPossibleError, WrongCodeError
from verification.models import RecoveryCall, RecoveryWish, Vouch, VouchRequest
from verification.sealing import keyed_hash, seal_json
from verification.services import waking
from verification.services.memberships import lock_person
from verification.vouching import rules, standings

WAY = RecoveryRequest.Way.VOUCHERS
_PURPOSE = "return"


@sensitive_variables("code", "number", "content")
@transaction.atomic
def wish_for_vouchers(*, pseudonym: str) -> tuple[str, str]:
    """Note that somebody wants to come back by two neighbours; return the code to keep, spelt, and the number to tell.

    Tells nothing: the same is done, and a code and a number are given, whoever is named.
    """
    code, number = sheet_codes.draw("V"), f"{secrets.randbelow(1_000_000):06}"
    content = {"pseudonym": pseudonym, "code_hash": search_hash(code, _PURPOSE), "number": number}
    waking.wish_after_commit(RecoveryWish.objects.create(sealed_content=seal_json(content)))
    return sheet_codes.spell(code), number


@sensitive_variables("number")
@transaction.atomic
def call_vouchers(*, pseudonym: str, code_hash: str, number: str) -> RecoveryCall | None:
    """Ask the two who let this name in; None, and nothing told, where their word counts no more or the owner said no lately."""
    user = User.objects.active().named(pseudonym).first()
    if user is None:
        return None
    lock_person(user.pk)
    request = _let_in_by(user)
    if request is None or not both_stand(request):
        return None
    if RecoveryRequest.objects.of(user).by(WAY).stopped_since(timezone.now() - policy.RECOVERY_PEACE).exists():
        return None
    calls = RecoveryCall.objects.open().about(request)
    hash_ = _number_hash(request, number)
    others = calls.count()
    if calls.numbered(hash_).exists() or (others >= policy.RECOVERY_CALLS_PER_ACCOUNT and not _make_room(request)):
        return None
    call = RecoveryCall.objects.create(recovery=note_recovery(user=user, way=WAY, code_hash=code_hash), request=request, number_hash=hash_)
    if not others:
        notify("recovery_neighbours_asked", to=[user], data={})
        notify("recovery_word_wanted", to=[request.first_voucher, request.second_voucher], data={"request": request.pk})
    return call


@sensitive_variables("number")
@transaction.atomic
def give_word(*, vouch: Vouch, number: str, by: User) -> RecoveryCall:
    """Say that the person one once vouched for is the one who asks; with both words the 72 hours begin.

    `number` is what that person told. Raises WrongCodeError for another number, NotPossibleError when the word of one of
    the two counts no more: who left, was revoked or took the vouch back helps nobody in.
    """
    for person in sorted({vouch.request.user_id, by.pk}):
        lock_person(person)
    request = VouchRequest.objects.select_related("user", "membership", "first_voucher", "second_voucher").get(pk=vouch.request_id)
    if by.pk not in {request.first_voucher_id, request.second_voucher_id} or not both_stand(request):
        raise NotPossibleError(_("Your word, or that of the other neighbour, counts no more. The recovery sheet or a card remain."))
    calls = RecoveryCall.objects.open().about(request).select_related("recovery")
    call = calls.numbered(_number_hash(request, number)).select_for_update(of=("self",)).first()
    if call is None:
        raise WrongCodeError(_("This is not the number of somebody who asks. Let them read it to you once more."))
    side = "first_yes_at" if by.pk == request.first_voucher_id else "second_yes_at"
    if getattr(call, side) is None:
        setattr(call, side, timezone.now())
        call.save(update_fields=[side])
        log(instance=vouch, action="verification.recovery_word_given", user=by)
    if call.is_answered:
        _begin(call)
    return call


@sensitive_variables("code")
@transaction.atomic
def enter_recovery_words(*, pseudonym: str, code: str) -> RecoveryRequest:
    """Return what the two have begun for this name and code: ready once the delay is over.

    Raises WrongCodeError, the same for an unknown name, a wrong code, a stopped request, and one to which the two have not
    both said yes: whether a name was let in by neighbours, and whether they answer, is told to nobody.
    """
    hash_ = search_hash(sheet_codes.read(code), _PURPOSE)
    user = User.objects.active().named(pseudonym).first()
    if user:
        lock_person(user.pk)
    begun = RecoveryRequest.objects.of(user).begun().by(WAY) if user else RecoveryRequest.objects.none()
    found = begun.filter(code_hash=hash_, call__isnull=False).select_related("call__request__membership").first()
    if found is None or not both_stand(found.call.request):
        raise WrongCodeError(
            _("Nothing is to be done with this name and this code yet. Both neighbours must have said yes; look at both again.")
        )
    return open_recovery(request=found)


def forget_calls() -> int:
    """Forget the requests to which the two did not both say yes in time; return how many."""
    stale = RecoveryRequest.objects.by(WAY).noted_before(timezone.now() - policy.RECOVERY_CALL_LIFE)
    return stale.delete()[1].get("accounts.RecoveryRequest", 0)


def both_stand(request: VouchRequest) -> bool:
    """Tell whether the word of both who let a person in still counts: given, not taken back, by two who could vouch today.

    Budgets aside; and nothing newer than their word may hold the person: then the other proof is the way back.
    """
    if request.doubted_at is not None or request.vouches.given().filter(counted=True).count() < policy.VOUCHES_NEEDED:
        return False
    two = [request.first_voucher_id, request.second_voucher_id]
    applicant, now = standings.of_applicant(request.membership), timezone.now()
    standing = standings.of([person for person in two if person])
    return len(standing) == len(two) and not any(rules.standing_obstacle(one, applicant, now) for one in standing.values())


def _let_in_by(user: User) -> VouchRequest | None:
    """Return the question that let this person in to where they live, if they rest on it still."""
    membership = Membership.objects.of(user).active().filter(method=VerificationMethod.VOUCH).first()
    if membership is None:
        return None
    found = VouchRequest.objects.for_membership(membership).confirmed().order_by("-ended_at")
    return found.select_related("membership", "user", "first_voucher", "second_voucher").first()


def _make_room(request: VouchRequest) -> bool:
    """Let the oldest call that nobody has answered give way; return whether there was one."""
    oldest = RecoveryCall.objects.open().about(request).unanswered().first()
    if oldest is None:
        return False
    oldest.recovery.delete()
    return True


def _begin(call: RecoveryCall) -> None:
    try:
        request = begin_delay(request=call.recovery)
    except RecoveryRefusedError as refusal:
        raise NotPossibleError(_("The owner of the account has stopped this request.")) from refusal
    notify("recovery_begun", to=[request.user], data={"recovery": request.pk})


def _number_hash(request: VouchRequest, number: str) -> str:
    return keyed_hash(b"recovery number", f"{request.pk} {''.join(sign for sign in number if sign.isdigit())}")
