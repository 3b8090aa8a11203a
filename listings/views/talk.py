"""Conversations about listings: all of one's own, one of them, and the note that one has read it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from listings import services
from listings.errors import ListingError
from listings.forms import MessageForm
from listings.models import Conversation
from listings.talk_panel import TalkPanel, threads


@login_required
@never_cache
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    page, lines = threads(request.user, request.GET.get("page"))
    return render(request, "listings/conversations.html", {"page_of_threads": page, "threads": lines})


@login_required
@never_cache
def conversation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Conversation.objects.visible_to(request.user).for_list().identified(public_id))
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_message(conversation=one, by=request.user, text=form.cleaned_data["text"])
        except ListingError as refusal:
            form.add_error("text", str(refusal.reason))
        else:
            messages.success(request, _("Your message is sent."))
            return redirect("listings:conversation", public_id)
    panel = TalkPanel(one, request.user, request.GET.get("page"))
    _page, lines = threads(request.user)
    return render(request, "listings/conversation.html", {"form": form, "panel": panel, "threads": lines})


@login_required
@require_POST
def read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Conversation.objects.visible_to(request.user).identified(public_id))
    services.mark_read(conversation=one, by=request.user)
    return redirect("listings:conversation", public_id)
