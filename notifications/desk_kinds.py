"""What is told about the curators' desks: invitations, deputies, and desks that stay empty."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.models import CuratorAbsence, CuratorInvitation, PlaceDesk
from home.permissions import runs_anything
from home.services import invitation_path
from notifications.kinds import Message, NotificationKind, register
from notifications.themes import concerning

concerning("desk")(runs_anything)


@register
class ColleagueInvited(NotificationKind):
    key = "colleague-invited"
    theme = "home"
    label = _("Somebody asks me to run a place with them")

    def build(self, data: Mapping[str, object]) -> Message:
        invitation = CuratorInvitation.objects.open().select_related("place", "invited_by").get(pk=data["invitation"])
        return Message(
            title=gettext("Will you help to run %(place)s?") % {"place": invitation.place.title},
            body=gettext("%(name)s asks you to be one of the curators.") % {"name": invitation.invited_by.pseudonym},
            url=invitation_path(invitation),
        )


@register
class DeputyAsked(NotificationKind):
    key = "deputy-asked"
    theme = "desk"
    label = _("A curator asks me to stand in")

    def build(self, data: Mapping[str, object]) -> Message:
        absence = CuratorAbsence.objects.select_related("place", "user").get(pk=data["absence"])
        days = {"first": date_format(absence.starts_on, "DATE_FORMAT"), "last": date_format(absence.ends_on, "DATE_FORMAT")}
        return Message(
            title=gettext("You stand in at %(place)s") % {"place": absence.place.title},
            body=gettext("%(name)s is away from %(first)s to %(last)s and named you.") % {"name": absence.user.pseudonym, **days},
            url=reverse("wagtailadmin_home"),
        )


@register
class DeskUnattended(NotificationKind):
    key = "desk-unattended"
    theme = "desk"
    label = _("Nobody is at the desk of a place I can help")

    def build(self, data: Mapping[str, object]) -> Message:
        desk = PlaceDesk.objects.select_related("place").get(pk=data["place"])
        return Message(
            title=gettext("Nobody is at the desk of %(place)s") % {"place": desk.place.title},
            body=gettext("No curator of this place has been there since %(day)s. You can take it over, or appoint somebody.")
            % {"day": date_format(desk.attended_on, "DATE_FORMAT")},
            url=reverse("curators_team", args=[desk.place_id]),
        )
