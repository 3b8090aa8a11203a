"""What neighbours do with an alert, its board for those who run the place, and its poster."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications.forms import ReleaseForm, RollCallForm
from notifications.models import Alert, RollCallAnswer, TextRelease
from notifications.permissions import can_answer, runs_place
from notifications.poster import write_poster
from notifications.services import AlertRefused, answer_roll_call, confirm_alert, mark_handled, release_texts
from notifications.views.alerts import accepted, alert_page, attempt, shown_alert


@require_POST
@login_required
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    alert = shown_alert(request, public_id)
    attempt(request, lambda: confirm_alert(alert=alert, by=request.user), _("Thank you. Your confirmation counts."))
    return redirect(alert)


@require_POST
@login_required
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let an emergency's text messages go, as the second person."""
    alert = shown_alert(request, public_id)
    get_object_or_404(TextRelease.objects.of_alert(alert))
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            done = release_texts(alert=alert, by=request.user, **form.cleaned_data)
        except AlertRefused as refusal:
            form.add_error(None, refusal)
        else:
            mine = done.confirmed_by_id == request.user.pk
            messages.success(request, _("The text messages leave now.") if mine else _("Somebody has confirmed it already."))
            return redirect(alert)
    return alert_page(request, alert, status=422, release_form=form)


@require_POST
@login_required
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how one is; what was refused stays typed."""
    alert = shown_alert(request, public_id)
    if not can_answer(request.user, alert):
        raise PermissionDenied
    form = RollCallForm(request.POST)
    done = accepted(form, lambda: answer_roll_call(alert=alert, by=request.user, **form.cleaned_data))
    if not done:
        return alert_page(request, alert, status=422, roll_call_form=form)
    messages.success(request, _("Your answer is with those who run the neighbourhood. Nobody else sees it. In danger, call 112."))
    return redirect(alert)


@never_cache
@require_safe
@login_required
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who answered what, those who need help first."""
    alert = _run_by(request, public_id)
    answers = list(RollCallAnswer.objects.of_alert(alert))
    fine = RollCallAnswer.Answer.FINE
    context = {
        "alert": alert,
        "neighbourhood": alert.neighbourhood,
        "pressing": [answer for answer in answers if answer.answer != fine],
        "fine": [answer for answer in answers if answer.answer == fine],
        "counts": RollCallAnswer.objects.counts_of(alert),
    }
    return render(request, "notifications/board.html", context)


@require_POST
@login_required
def handled(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    alert = _run_by(request, public_id)
    mark_handled(answer=get_object_or_404(RollCallAnswer.objects.of_alert(alert), pk=pk), by=request.user)
    return redirect("notifications:board", alert.public_id)


@require_safe
def poster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    alert = shown_alert(request, public_id)
    name = f"alerte-{alert.public_id}.pdf"
    return HttpResponse(write_poster(alert), content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _run_by(request: HttpRequest, public_id: UUID) -> Alert:
    """Return an alert of a place this person runs; for others its board does not exist."""
    alert = shown_alert(request, public_id)
    if not runs_place(request.user, alert.neighbourhood):
        raise Http404
    return alert
