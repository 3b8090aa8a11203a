"""What follows from a person signing out, and from what happens at the curators' desks."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from home.models import CuratorAbsence, CuratorInvitation, Membership
from home.models.places import PlacePage
from home.signals import colleague_invited, deputy_asked, desk_unattended, membership_ended
from notifications.services import forget_place, forget_session, notify


@receiver(user_logged_out)
def silence_this_browser(request: HttpRequest | None, **kwargs: Any) -> None:
    """Write no more to a browser whose owner signed out of it (WPU-10)."""
    session = getattr(request, "session", None)
    forget_session(session.session_key if session is not None else None)


@receiver(membership_ended, dispatch_uid="notifications-membership-ended")
def tell_no_more_of_the_place(membership: Membership, **_kwargs: Any) -> None:
    forget_place(user=membership.user)


@receiver(colleague_invited, dispatch_uid="notifications-colleague-invited")
def tell_the_invited(invitation: CuratorInvitation, **_kwargs: Any) -> None:
    notify("colleague-invited", to=[invitation.user], data={"invitation": invitation.pk}, by=invitation.invited_by)


@receiver(deputy_asked, dispatch_uid="notifications-deputy-asked")
def tell_the_deputy(absence: CuratorAbsence, **_kwargs: Any) -> None:
    notify("deputy-asked", to=[absence.deputy], data={"absence": absence.pk}, by=absence.user)


@receiver(desk_unattended, dispatch_uid="notifications-desk-unattended")
def tell_who_may_help(place: PlacePage, people: list, **_kwargs: Any) -> None:
    notify("desk-unattended", to=people, data={"place": place.pk})
