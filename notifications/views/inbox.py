"""What a person was told, on the site."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from notifications.models import Notification
from notifications.services import mark_all_read

PER_PAGE = 30


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(Notification.objects.of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    entries = [(notification, notification.build()) for notification in page]
    context = {"page_of_entries": page, "entries": [(row, message) for row, message in entries if message]}
    return render(request, "notifications/inbox.html", context)


@require_POST
@login_required
def mark_read(request: HttpRequest) -> HttpResponse:
    mark_all_read(user=request.user)
    return redirect("notifications:inbox")
