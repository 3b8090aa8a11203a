"""Answering an invitation to run a place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from home import services
from home.errors import CurationRefusedError


@never_cache
@login_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked, and take the answer. Used, old, somebody else's or made-up invitations do not exist."""
    found = services.read_invitation(token, request.user)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "home/invitation.html", {"invitation": found})
    if request.POST.get("answer") != "yes":
        services.decline_invitation(invitation=found, by=request.user)
        messages.success(request, _("You have declined. Nobody will ask again with this invitation."))
        return redirect("/")
    try:
        services.accept_invitation(invitation=found, by=request.user)
    except CurationRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("/")
    messages.success(request, _("You run this place now, with your colleagues."))
    return redirect("wagtailadmin_home")
