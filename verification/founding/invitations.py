"""Inviting neighbours. Every letter is signed by the operator, never in a neighbour's name (domain.md, principle 8).

An address is sealed until the letter has left, then erased; a keyed hash stays so that nobody is written to twice.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wagtail.log_actions import log

from home.models import Membership, NeighbourhoodPage
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding import policy
from verification.founding.waking import Wake
from verification.models import EmailInvitation, Founding, InvitationRefusal
from verification.sealing import invitation_hash, seal, unseal
from verification.services.memberships import lock_person

if TYPE_CHECKING:
    from accounts.models import User

_SALT = "verification.founding.invitation"
State = NeighbourhoodPage.State


@sensitive_variables("address")
@transaction.atomic
def invite_by_email(*, founding: Founding, address: str, by: "User") -> None:
    """Have the operator write to one address about a gathering. Answers nothing: not whether it was written to before.

    Raises NotPossibleError when nothing gathers here or the person is no founder of it, LimitReachedError with its end.
    """
    lock_person(by.pk)
    founding = Founding.objects.select_for_update(of=("self",)).select_related("neighbourhood").get(pk=founding.pk)
    if founding.neighbourhood.state not in {State.GATHERING, State.REVIEW} or not _may_invite(founding, by):
        raise NotPossibleError(_("Only confirmed neighbours and the person who proposed it can invite, while it gathers."))
    recent = EmailInvitation.objects.asked_by(by, timezone.now() - policy.EMAILS_WINDOW)
    if len(recent) >= policy.EMAILS_PER_PERSON:
        until = recent[len(recent) - policy.EMAILS_PER_PERSON].asked_at + policy.EMAILS_WINDOW
        raise LimitReachedError(_("You have invited ten people this week. The poster knows no limit."), until)
    if founding.invitations.count() >= policy.EMAILS_PER_FOUNDING:
        raise LimitReachedError(_("A hundred people have been invited by e-mail. Use the poster and the link."), founding.ends_at)
    language = (translation.get_language() or "fr")[:2]
    invitation, fresh = EmailInvitation.objects.get_or_create(
        founding=founding,
        address_hash=invitation_hash(address),
        defaults={"invited_by": by, "sealed_address": seal(address.strip().encode()), "language": language},
    )
    if fresh:
        log(instance=founding.neighbourhood, action="verification.founding_invited", user=by)
        Wake.invitation(invitation.pk)


def emails_left(*, user: "User") -> int:
    """Return how many letters this person may still ask for this week."""
    asked = EmailInvitation.objects.asked_by(user, timezone.now() - policy.EMAILS_WINDOW).count()
    return max(0, policy.EMAILS_PER_PERSON - asked)


@sensitive_variables("address")
@transaction.atomic
def send_invitation(*, invitation_id: int) -> bool:
    """Send one letter and erase its address; return whether there was anything to do.

    The row is held while the mail server listens, so that two workers send one letter. An address that refused
    invitations, or a gathering that is over, gets none.
    """
    invitation = EmailInvitation.objects.waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=invitation_id).first()
    if invitation is None:
        return False
    founding = Founding.objects.select_related("neighbourhood").get(pk=invitation.founding_id)
    refused = InvitationRefusal.objects.filter(pk=invitation.address_hash).exists()
    if founding.neighbourhood.state in {State.GATHERING, State.REVIEW} and not refused:
        _letter(founding, unseal(invitation.sealed_address).decode(), invitation).send()
    invitation.sealed_address, invitation.done_at = b"", timezone.now()
    invitation.save(update_fields=["sealed_address", "done_at"])
    return True


def forgotten() -> list[int]:
    """Return the letters that no worker took up in time."""
    before = timezone.now() - policy.SWEEP_AFTER
    return list(EmailInvitation.objects.waiting().filter(asked_at__lt=before).values_list("pk", flat=True)[:200])


def refusal_token(address_hash: str) -> str:
    """Return what stands in the address by which a letter's reader refuses more of them."""
    return signing.dumps(address_hash, salt=_SALT)


def refuse_invitations(*, token: str) -> bool:
    """Never write to an address again; return whether the token was one of ours."""
    try:
        hash_ = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return False
    InvitationRefusal.objects.get_or_create(address_hash=hash_)
    return True


def public_link(place: NeighbourhoodPage) -> str:
    """Return the address a neighbour types or scans: the place's page."""
    return settings.PALIER_BASE_URL.rstrip("/") + (place.url or "/")


def _may_invite(founding: Founding, by: "User") -> bool:
    return founding.founder_id == by.pk or Membership.objects.of(by).active().at(founding.neighbourhood).exists()


def _letter(founding: Founding, address: str, invitation: EmailInvitation) -> EmailMessage:
    """Write the letter. It says who sends it and why, names no neighbour, and tells how to get no more."""
    place = founding.neighbourhood
    stop = reverse("verification:invitation-stop", args=[refusal_token(invitation.address_hash)])
    with translation.override(invitation.language):
        context = {
            "place": place,
            "town": place.town.title,
            "url": public_link(place),
            "stop_url": settings.PALIER_BASE_URL.rstrip("/") + stop,
            "needed": policy.FOUNDERS_NEEDED,
            "until": founding.ends_at or timezone.now() + timedelta(days=1),
            "operator": settings.PALIER_OPERATOR_EMAIL,
        }
        subject = _("A neighbourhood gathers around you: %(place)s, %(town)s") % {"place": place.title, "town": place.town.title}
        body = render_to_string("email/founding_invitation.txt", context)
    headers = {"List-Unsubscribe": f"<{context['stop_url']}>"}
    return EmailMessage(" ".join(subject.split()), body, to=[address], headers=headers)
