"""Inviting colleagues and saying that one is away. Nobody gives what they do not hold: only one's own places (TEN-07)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.errors import CurationRefusedError
from home.models import CuratorAbsence, CuratorInvitation
from home.permissions import can_appoint, deputies_of, is_curator, place_of
from home.services.curators import appoint_curator
from home.services.provisioning import provision_place
from home.signals import colleague_invited, deputy_asked

if TYPE_CHECKING:
    from accounts.models import User
    from home.models.places import PlacePage

#: Time to read one's mail after a week away; a link found later in a mailbox opens nothing. [policy]
INVITATION_LIFE = timedelta(days=7)
#: A desk has a handful of people; more links at once would be a way to send mail. [policy]
OPEN_INVITATIONS = 10
#: Longer than a long leave, the place needs another curator rather than a deputy. [policy]
LONGEST_ABSENCE = timedelta(days=180)
_SALT = "home.curator-invitation"


@transaction.atomic
def invite_curator(*, place: "PlacePage", by: "User", user: "User | None" = None, email: str = "") -> CuratorInvitation:
    """Ask somebody to run this place with us: an account by its pseudonym, or whoever gets the link sent to this address.

    Raises PermissionDenied when `by` may not appoint here, CurationRefusedError for somebody who is a curator already, was
    invited already, or when too many invitations are open. The address is forgotten once the link is sent.
    """
    if not can_appoint(by, place):
        raise PermissionDenied
    type(place).objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
    if user is not None and (not user.is_active or is_curator(user, place)):
        raise CurationRefusedError(_("This person already runs this place, or has no open account."))
    if CuratorInvitation.objects.at(place).open().count() >= OPEN_INVITATIONS:
        raise CurationRefusedError(_("Ten invitations are waiting for an answer. Cancel one first."))
    if user is not None:
        CuratorInvitation.objects.at(place).filter(user=user, state="open", expires_at__lte=timezone.now()).update(state="cancelled")
    try:
        with transaction.atomic():
            invitation = CuratorInvitation.objects.create(
                place_id=place.pk, invited_by=by, user=user, email="" if user else email, expires_at=timezone.now() + INVITATION_LIFE
            )
    except IntegrityError:
        raise CurationRefusedError(_("This person has been invited already.")) from None
    log(instance=place, action="home.curator_invited", user=by, data={"invited": user.pk if user else None})
    if user is not None:
        colleague_invited.send(sender=CuratorInvitation, invitation=invitation)
    return invitation


def invitation_path(invitation: CuratorInvitation) -> str:
    """Return the address at which an invitation is answered; it cannot be guessed from its number."""
    return reverse("home:invitation", args=[signing.dumps(str(invitation.public_id), salt=_SALT)])


def read_invitation(token: str, user: "User") -> CuratorInvitation | None:
    """Return the open invitation behind an address, if this person may answer it."""
    try:
        public_id = signing.loads(token, salt=_SALT, max_age=INVITATION_LIFE)
    except signing.BadSignature:
        return None
    return CuratorInvitation.objects.named(public_id).open().visible_to(user).first()


@transaction.atomic
def accept_invitation(*, invitation: CuratorInvitation, by: "User") -> "PlacePage":
    """Become a curator of the place; return it. Works once, and only while whoever invited may still appoint here.

    The group's rights are written anew, so that it holds what a place's curators hold and nothing given by hand.
    Raises CurationRefusedError when the invitation is used, over, somebody else's, or its sender may not invite any more.
    """
    locked = CuratorInvitation.objects.select_for_update(of=("self",)).open().visible_to(by).filter(pk=invitation.pk).first()
    place = place_of(locked.place_id) if locked else None
    if locked is None or place is None or not can_appoint(locked.invited_by, place):
        raise CurationRefusedError(_("This invitation is not valid any more. Ask for another one."))
    locked.state, locked.user, locked.email = CuratorInvitation.State.ACCEPTED, by, ""
    locked.save(update_fields=["state", "user", "email"])
    appoint_curator(place=place, user=by, by=locked.invited_by)
    provision_place(place)
    return place


@transaction.atomic
def decline_invitation(*, invitation: CuratorInvitation, by: "User") -> None:
    """Say no to an invitation, as the invited; or take it back, as somebody who may appoint here. Raises PermissionDenied."""
    place = place_of(invitation.place_id)
    mine = invitation.user_id in {None, by.pk}
    if not mine and not (place and can_appoint(by, place)):
        raise PermissionDenied
    state = CuratorInvitation.State.DECLINED if invitation.user_id == by.pk else CuratorInvitation.State.CANCELLED
    CuratorInvitation.objects.open().filter(pk=invitation.pk).update(state=state, email="")


def mail_invitations() -> int:
    """Send the links that wait, and forget where they went; return how many. Safe to run twice at once."""
    sent = 0
    while _mail_next():
        sent += 1
    return sent


@transaction.atomic
def _mail_next() -> bool:
    row = (
        CuratorInvitation.objects.to_mail().select_for_update(of=("self",), skip_locked=True).select_related("invited_by", "place").first()
    )
    if row is None:
        return False
    context = {
        "name": row.invited_by.pseudonym,
        "place": row.place.title,
        "url": settings.PALIER_BASE_URL + invitation_path(row),
        "until": row.expires_at,
    }
    with translation.override(row.invited_by.language):
        subject = render_to_string("email/curator_invitation.subject.txt", context).strip()
        send_mail(subject, render_to_string("email/curator_invitation.txt", context), None, [row.email])
    row.email = ""
    row.save(update_fields=["email"])
    return True


@transaction.atomic
def declare_absence(*, place: "PlacePage", by: "User", starts_on: date, ends_on: date, deputy: "User") -> CuratorAbsence:
    """Say that one is away, and who stands in: a colleague, or one of the town's curators, who hold rights here already.

    The deputy is told at once, and holds this place's keys on these days. Raises PermissionDenied to who is no curator
    here, CurationRefusedError for impossible days or a deputy who is neither.
    """
    if not is_curator(by, place):
        raise PermissionDenied
    if ends_on < starts_on or ends_on < timezone.localdate() or ends_on - starts_on > LONGEST_ABSENCE:
        raise CurationRefusedError(_("The last day must be after the first, not past, and at most six months later."))
    if not deputies_of(place, by).filter(pk=deputy.pk).exists():
        raise CurationRefusedError(_("Only a colleague of this place or a curator of its town can stand in."))
    absence = CuratorAbsence.objects.create(place_id=place.pk, user=by, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    log(instance=place, action="home.absence_declared", user=by, data={"deputy": deputy.pk})
    deputy_asked.send(sender=CuratorAbsence, absence=absence)
    return absence
