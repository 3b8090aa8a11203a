"""Inviting neighbours to a gathering: the poster, the letter of the operator, and refusing such letters."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from verification.errors import LimitReachedError, VerificationError
from verification.founding import invitations
from verification.founding.forms import EmailInvitationForm
from verification.founding.poster import draw_flyers, draw_poster
from verification.models import Founding
from verification.views.founding import show_founding


@require_safe
@never_cache
@login_required
def poster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the poster as PDF, or four flyers on one sheet."""
    founding = get_object_or_404(Founding.objects.identified(public_id).visible_to(request.user).gathering())
    flyers = request.GET.get("format") == "tracts"
    content = (draw_flyers if flyers else draw_poster)(founding)
    name = f"{'tracts' if flyers else 'affiche'}-{founding.neighbourhood.slug}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@sensitive_post_parameters("address")
@never_cache
@login_required
def invite(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    founding = get_object_or_404(Founding.objects.identified(public_id).visible_to(request.user))
    form = EmailInvitationForm(request.POST)
    if form.is_valid():
        try:
            invitations.invite_by_email(founding=founding, address=form.cleaned_data["address"], by=request.user)
        except LimitReachedError as refusal:
            form.limit = refusal
            form.add_error(None, str(refusal))
        except VerificationError as refusal:
            form.add_error(None, str(refusal))
        else:
            # The same words whether or not this address was written to before.
            messages.success(request, _("Palier writes to this address, once, in its own name."))
            return redirect(founding)
    return show_founding(request, founding, form)


@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Refuse further invitations. Reading changes nothing: mail programs open every link."""
    done = request.method == "POST"
    if done:
        invitations.refuse_invitations(token=token)
    return render(request, "verification/founding/stop.html", {"done": done})
