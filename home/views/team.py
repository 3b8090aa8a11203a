"""The people who run a place, in the admin: invite a colleague, say that one is away, step down. Elsewhere is 404."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin import messages

from home import services
from home.errors import CurationRefusedError
from home.forms.team import AbsenceForm, InvitationForm
from home.models import CuratorAbsence, CuratorInvitation
from home.models.places import PlacePage
from home.permissions import can_appoint, curators_of, deputies_of, is_curator, place_of


@require_safe
@never_cache
def team(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show who runs a place, who is invited, and who is away."""
    return _page(request, _place(request, page_id))


@require_POST
@sensitive_post_parameters("who")
def act(request: HttpRequest, page_id: int, action: str) -> HttpResponse:
    """Do one thing with the people of a place; a refusal is said on the same page, with what was typed."""
    place = _place(request, page_id)
    if action not in _ACTIONS:
        raise Http404
    try:
        answer = _ACTIONS[action](request, place)
    except CurationRefusedError as refusal:
        messages.error(request, str(refusal))
        answer = None
    return answer or redirect("curators_team", page_id)


def _invite(request: HttpRequest, place: PlacePage) -> HttpResponse | None:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, place, invitation=form)
    services.invite_curator(place=place, by=request.user, **form.invited())
    messages.success(request, _("The invitation is on its way. It is good for seven days."))
    return None


def _cancel(request: HttpRequest, place: PlacePage) -> None:
    services.decline_invitation(invitation=get_object_or_404(CuratorInvitation.objects.at(place), pk=_number(request)), by=request.user)


def _dismiss(request: HttpRequest, place: PlacePage) -> HttpResponse | None:
    person = get_object_or_404(curators_of(place), pk=_number(request))
    services.dismiss_curator(place=place, user=person, by=request.user)
    messages.success(request, _("%(name)s does not run this place any more.") % {"name": person.pseudonym})
    return redirect("wagtailadmin_home") if person == request.user else None


def _absence(request: HttpRequest, place: PlacePage) -> HttpResponse | None:
    form = AbsenceForm(request.POST, deputies=deputies_of(place, request.user))
    if not form.is_valid():
        return _page(request, place, absence=form)
    if not is_curator(request.user, place):
        raise Http404
    services.declare_absence(place=place, by=request.user, **form.cleaned_data)
    messages.success(request, _("Your absence is noted, and your deputy told."))
    return None


def _back(request: HttpRequest, place: PlacePage) -> None:
    mine = CuratorAbsence.objects.at(place).of(request.user)
    services.end_absence(absence=get_object_or_404(mine, pk=_number(request)), by=request.user)


def _take_over(request: HttpRequest, place: PlacePage) -> None:
    """Become a curator of a place that one may appoint curators of: how the town and the operator act when a desk is empty."""
    services.appoint_curator(place=place, user=request.user, by=request.user)


_ACTIONS: dict[str, Callable[[HttpRequest, PlacePage], HttpResponse | None]] = {
    "inviter": _invite,
    "annuler": _cancel,
    "retirer": _dismiss,
    "absence": _absence,
    "retour": _back,
    "reprendre": _take_over,
}


def _page(
    request: HttpRequest, place: PlacePage, *, invitation: InvitationForm | None = None, absence: AbsenceForm | None = None
) -> HttpResponse:
    today, runs_it = timezone.localdate(), is_curator(request.user, place)
    deputies = deputies_of(place, request.user)
    absences = CuratorAbsence.objects.at(place).not_over(today).select_related("user", "deputy")
    context = {
        "place": place,
        "curators": curators_of(place).select_related("desk_visit"),
        "invitations": CuratorInvitation.objects.at(place).open().select_related("user", "invited_by").order_by("created_at"),
        "absences": absences,
        "invitation_form": invitation or InvitationForm(),
        "absence_form": absence or (AbsenceForm(deputies=deputies) if runs_it and deputies.exists() else None),
        "runs_it": runs_it,
        "page_title": _("Who runs this place"),
        "page_subtitle": place.get_admin_display_title(),
        "header_icon": "group",
    }
    status = 422 if invitation or absence else 200
    return TemplateResponse(request, "home/admin/team.html", context, status=status)


def _place(request: HttpRequest, page_id: int) -> PlacePage:
    place = place_of(page_id)
    if place is None or not can_appoint(request.user, place):
        raise Http404
    return place


def _number(request: HttpRequest) -> int:
    value = request.POST.get("id", "")
    if not value.isdecimal():
        raise Http404
    return int(value)
