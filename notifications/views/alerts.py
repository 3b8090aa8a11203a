"""Writing, reading, following and ending alerts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.drawing_words import drawing_words
from home.models import NeighbourhoodPage
from home.permissions import is_newcomer
from home.tiles import tile_address
from home.zones import tell_hours_of
from notifications.areas import middle_of
from notifications.figures import figures_of, minutes_to_hand_over
from notifications.forms import AlertForm, EndForm, ExtendForm, ReleaseForm, RollCallForm, SendForm, UpdateForm
from notifications.models import Alert, RollCallAnswer, TextRelease
from notifications.permissions import can_alert, can_answer, can_confirm, can_follow, can_release_texts, runs_place
from notifications.reach import reach_of
from notifications.services import AlertRefused, end_alert, extend_alert, publish_alert, quota_left, quota_used_up, update_alert
from notifications.thread import thread_of
from notifications.views import official

PER_PAGE = 20
OTHERS_SHOWN = 3
#: What htmx and our own element take for "no need to ask again".
STOP_ASKING = 286
#: Three forms of one page ask for a text: each label belongs to its own.
ENDING, EXTENDING = "id_end_%s", "id_extend_%s"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, neighbourhood: int) -> HttpResponse:
    """Write an alert; look at whom it reaches; send it. One form, two buttons."""
    place = get_object_or_404(NeighbourhoodPage.objects.open(), pk=neighbourhood)
    tell_hours_of(place)
    runs = runs_place(request.user, place)
    if not runs and not can_alert(request.user, place):
        raise PermissionDenied
    arguments = {"neighbourhood": place, "author": request.user, "runs_place": runs}
    without_texts = not runs and is_newcomer(request.user, place)
    if request.method != "POST":
        form = AlertForm(initial=_beginning(request, place, runs=runs), **arguments)
        return _compose_page(request, place, form, without_texts=without_texts)
    form = AlertForm(request.POST, instance=Alert(without_texts=without_texts), **arguments)
    if request.htmx:
        return _look(request, form)
    if not form.is_valid():
        return _compose_page(request, place, form, without_texts=without_texts)
    alert = form.instance
    reach = reach_of(alert)
    sending = request.POST.get("step") == "send"
    last_look = SendForm(request.POST if sending else None, alert=alert, author=request.user, people=reach.people)
    if sending and last_look.is_valid():
        try:
            sent = publish_alert(alert=alert, by=request.user, event=last_look.cleaned_data.get("event", ""))
        except AlertRefused as refusal:
            form.add_error(None, refusal)
        else:
            official.decided(place, form.cleaned_data.get("official"), request.user)
            if sent.same_as:
                messages.info(request, _("Somebody had announced it already: your words stand beside theirs, and nobody is woken twice."))
            return redirect(sent)
    return _compose_page(request, place, form, alert=alert, reach=reach, last_look=last_look, without_texts=without_texts)


def _beginning(request: HttpRequest, place: NeighbourhoodPage, *, runs: bool) -> dict[str, Any]:
    """Return what the form begins with: the template of a lost animal, or nothing much."""
    start = {"severity": Alert.Severity.INFORMATION, "area": Alert.Area.WHOLE if runs else Alert.Area.CIRCLE}
    if runs and request.GET.get("officielle", "").isdecimal():
        return start | official.beginning(place, int(request.GET["officielle"]))
    if request.GET.get("modele") != "animal":
        return start
    return start | {
        "category": Alert.Category.LOST_PET,
        "area": Alert.Area.CIRCLE,
        "radius_m": 500,
        "hours": 72,
        "headline": _("Lost: "),
        "description": _("Name, kind and colour:\nLast seen (where, when):\nCollar, chip:"),
        "instruction": _("Look into your sheds and cellars, and answer here or call:"),
    }


def _look(request: HttpRequest, form: AlertForm) -> HttpResponse:
    """Answer with whom it would reach and how it reads, as far as it is written."""
    area_is_known = not form.errors.keys() & {"area", "around", "radius_m", "polygon", "severity"} and bool(form.instance.area)
    reach = reach_of(form.instance) if area_is_known else None
    return render(request, "notifications/_look.html", {"alert": form.instance, "reach": reach})


def _compose_page(request: HttpRequest, place: NeighbourhoodPage, form: AlertForm, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    alert = context.get("alert")
    left = None if "status" in form.fields else quota_left(request.user)
    shared = {
        "neighbourhood": place,
        "form": form,
        "areas": _areas(alert) if alert else _outline(place),
        "circle": _circle(alert) if alert else None,
        "middle": " ".join(str(degrees) for degrees in middle_of(place) or ()),
        "boundaries": reverse("home:boundary", args=[place.pk]),
        "tiles": tile_address(),
        "words": drawing_words(),
        "left": left,
        "used_up": "" if left is None or left > 0 else quota_used_up(request.user),
        "limit": settings.PALIER_RESIDENT_ALERTS_A_WEEK,
    }
    return render(request, "notifications/compose.html", {**shared, **context}, status=status)


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return alert_page(request, shown_alert(request, public_id))


def alert_page(request: HttpRequest, alert: Alert, *, status: int = 200, **changed: Any) -> HttpResponse:
    """Show an alert; `changed` are forms that were sent and not accepted, with what was typed."""
    if changed:
        # It may have ended since this request began.
        alert.refresh_from_db(fields=["state", "ending", "ended_at", "expires"])
    follows = can_follow(request.user, alert)
    second_person = _second_person(request, alert)
    others = Alert.objects.at(alert.neighbourhood).visible_to(request.user).with_place().exclude(pk=alert.pk)[:OTHERS_SHOWN]
    context = {
        "alert": alert,
        "neighbourhood": alert.neighbourhood,
        "thread": thread_of(alert, release=second_person.get("release"), follows=follows),
        "circle": _circle(alert),
        "areas": _areas(alert),
        "others": others,
        "alerts_shown": [str(one.public_id) for one in (alert, *others) if one.is_running],
        "doubles": alert.doubles.running().with_place() if alert.is_running else [],
        "follows": follows,
        **(_figures(alert) if follows else {}),
        **_neighbours(request, alert),
        **second_person,
        "update_form": UpdateForm(),
        "end_form": EndForm(auto_id=ENDING),
        "extend_form": ExtendForm(alert=alert, auto_id=EXTENDING),
    }
    return render(request, "notifications/alert.html", context | changed, status=status)


@never_cache
@require_safe
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer with the figures alone, for the sender's page while it goes out."""
    alert = _followed(request, public_id)
    status = 200 if alert.state == Alert.State.SENDING else STOP_ASKING
    context = {"alert": alert, **_figures(alert), **_second_person(request, alert)}
    return render(request, "notifications/_figures.html", context, status=status)


@require_POST
@login_required
def update(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add news; what was refused stays typed."""
    alert = _followed(request, public_id)
    form = UpdateForm(request.POST)
    done = accepted(form, lambda: update_alert(alert=alert, by=request.user, **form.cleaned_data))
    if not done:
        return alert_page(request, alert, status=422, update_form=form, refused=form)
    messages.success(request, _("The news is on its way."))
    return redirect(alert)


@require_POST
@login_required
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let an alert last longer; whoever has it is told again only when something has changed."""
    alert = _followed(request, public_id)
    form = ExtendForm(request.POST, alert=alert, auto_id=EXTENDING)
    done = accepted(form, lambda: extend_alert(alert=alert, by=request.user, **form.cleaned_data))
    if not done:
        return alert_page(request, alert, status=422, extend_form=form, refused=form)
    messages.success(request, _("The alert goes on. Those who got it are told if you wrote what has changed."))
    return redirect(alert)


@require_POST
@login_required
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an alert; whoever comes second is told so, and finds their words again."""
    alert = _followed(request, public_id)
    form = EndForm(request.POST, auto_id=ENDING)
    done = accepted(form, lambda: end_alert(alert=alert, by=request.user, **form.cleaned_data))
    if not done:
        return alert_page(request, alert, status=422, end_form=form, refused=form)
    messages.success(request, _("The alert has ended. Those who got it are told."))
    return redirect(alert)


@require_safe
def recent(request: HttpRequest) -> HttpResponse:
    """Every alert this reader may see, newest first."""
    alerts = Alert.objects.visible_to(request.user).with_place()
    page = Paginator(alerts, PER_PAGE).get_page(request.GET.get("page"))
    shown = [str(alert.public_id) for alert in page if alert.is_running]
    return render(request, "notifications/recent.html", {"alerts": page, "alerts_shown": shown})


def shown_alert(request: HttpRequest, public_id: UUID) -> Alert:
    """Return an alert this reader may see, and tell its hours by its place's clock; what others must not know of does not exist."""
    alert = get_object_or_404(Alert.objects.visible_to(request.user).with_place(), public_id=public_id)
    tell_hours_of(alert.neighbourhood)
    return alert


def _followed(request: HttpRequest, public_id: UUID) -> Alert:
    """Return an alert whose figures this person may see; for others that page does not exist."""
    alert = shown_alert(request, public_id)
    if not can_follow(request.user, alert):
        raise Http404
    return alert


def accepted(form: forms.Form, action: Callable[[], object]) -> bool:
    """Do it where the form is right, and tell whether it was done; a refusal becomes the form's, which keeps what was typed."""
    if form.is_valid():
        try:
            action()
        except AlertRefused as refusal:
            form.add_error(None, refusal)
    return not form.errors


def attempt(request: HttpRequest, action: Any, success: str) -> None:
    """Do it, and say that it worked or why it was refused."""
    try:
        action()
    except AlertRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, success)


def _neighbours(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    """Return what a neighbour can do with it, and what those who run the place see of that."""
    asked = alert.is_running and can_answer(request.user, alert)
    runs = alert.asks_roll_call and runs_place(request.user, alert.neighbourhood)
    own = alert.answers.visible_to(request.user).first() if asked else None
    confirms = alert.waits_for_confirmation and can_confirm(request.user, alert)
    return {
        "confirmations": alert.confirmations.count() if alert.by_resident else 0,
        "confirms": confirms,
        "has_confirmed": confirms and alert.confirmations.filter(user=request.user).exists(),
        "own_answer": own,
        "roll_call_form": RollCallForm(initial={"note": own.note if own else ""}) if asked else None,
        "roll_call": RollCallAnswer.objects.counts_of(alert) if runs else None,
    }


def _second_person(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    """Return whether an emergency's text messages wait for somebody, and the form for whoever may let them go."""
    if alert.severity != Alert.Severity.URGENCE:
        return {}
    release = TextRelease.objects.of_alert(alert).select_related("confirmed_by").first()
    waits = release is not None and release.is_waiting and alert.is_running
    form = ReleaseForm() if waits and can_release_texts(request.user, alert) else None
    return {"release": release, "release_waits": waits, "release_form": form}


def _figures(alert: Alert) -> dict[str, Any]:
    return {"figures": figures_of(alert), "minutes": minutes_to_hand_over(alert)}


def _circle(alert: Alert) -> dict[str, float] | None:
    if alert.area != Alert.Area.CIRCLE:
        return None
    return {"lat": alert.centre_lat, "lon": alert.centre_lon, "radius": alert.radius_m}


def _areas(alert: Alert) -> list[dict[str, Any]]:
    drawn = [{"name": "", "geometry": alert.polygon, "zone": True}] if alert.area == Alert.Area.POLYGON else []
    return _outline(alert.neighbourhood) + drawn


def _outline(place: NeighbourhoodPage) -> list[dict[str, Any]]:
    boundary = getattr(place, "boundary", None)
    return [{"name": place.title, "geometry": boundary.simplified}] if boundary else []
