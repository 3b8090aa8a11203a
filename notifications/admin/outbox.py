"""The outbox in the Wagtail admin, for operators: what is due, in hand and given up. Counts only, never a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from home.permissions import is_operator
from notifications.models import Drill, Incident, PushHost
from notifications.models.delivery import Channel
from notifications.monitoring import INCIDENTS, alarms, outbox_lines, reasons_given_up
from notifications.services import redrive

DRILLS_SHOWN = 12


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    if not is_operator(request.user):
        raise PermissionDenied
    lines = outbox_lines()
    context = {
        "lines": lines,
        "reasons": [{**row, "channel": Channel(row["channel"]).label} for row in reasons_given_up()],
        "alarms": [_in_words(alarm) for alarm in alarms(lines)],
        "hosts": PushHost.objects.order_by("host"),
        "incidents": [(INCIDENTS.get(row.key, row.key), row.opened_at) for row in Incident.objects.open()],
        "drills": Drill.objects.select_related("neighbourhood")[:DRILLS_SHOWN],
        "page_title": _("Outbox"),
        "header_title": _("Outbox"),
        "header_icon": "mail",
    }
    return render(request, "notifications/admin/outbox.html", context)


def _in_words(alarm: str) -> str:
    """Say what an alarm of the outbox means: `email:dead` is for machines."""
    channel, _colon, word = alarm.partition(":")
    words = {
        "late": _("%(channel)s: late"),
        "lost": _("%(channel)s: taken, and not brought to an end"),
        "dead": _("%(channel)s: given up"),
    }
    return words[word] % {"channel": Channel(channel).label}


@require_POST
def outbox_redrive(request: HttpRequest) -> HttpResponse:
    count = redrive(by=request.user, channel=request.POST.get("channel", ""))
    done = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count)
    messages.success(request, done % {"count": count})
    return redirect("outbox")
