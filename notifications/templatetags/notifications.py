from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.prepared import prepared
from home.drawn import part
from home.models import NeighbourhoodPage
from notifications import wording
from notifications.drawn_choices import LOOKS
from notifications.models import Alert, AlertMessage, Notification, RollCallAnswer

register = template.Library()

_GRAVITY = {severity: rank for rank, severity in enumerate(LOOKS)}


@register.simple_tag(takes_context=True)
def unread_count(context: template.Context) -> int:
    """Count what the reader was told and has not read: one query, none for a visitor."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return Notification.objects.of(user).unread().count() if user and user.is_authenticated else 0


@register.filter
def drill_word(subject: Alert | AlertMessage) -> str:
    """Return the word that comes first in an exercise or test."""
    return wording.drill_word(subject.alert if isinstance(subject, AlertMessage) else subject)


@register.filter
def kicker(message: AlertMessage) -> str:
    """Say what kind of message this is."""
    return wording.kicker_of(message)


@register.filter
def alert_title(alert: Alert) -> str:
    """Return the headline, with the word of an exercise first."""
    return wording.title_of(alert)


@register.filter
def alert_look(alert: Alert) -> str:
    """Return how an alert is drawn: info, watch, urgent, or over."""
    return LOOKS[alert.severity] if alert.is_running else "over"


@register.filter
def asks_you(alert: Alert, lives_here: bool) -> bool:
    """Say whether an alert asks its reader how they are: it asks those who live there."""
    return alert.asks_roll_call and lives_here


@register.filter
def own_answer(alert: Alert) -> str:
    """Return what the banner's reader answered to an alert's roll-call, in words; nothing before."""
    given = getattr(alert, "own_answer", None)
    return str(RollCallAnswer.Answer(given).label) if given else ""


@prepared
def _running_at(place: Any, now: Any, reader: Any) -> QuerySet:
    answers = RollCallAnswer.objects.filter(alert=OuterRef("pk"), user=reader).values("answer")
    return Alert.objects.at(place).running(now).first_of_event(now).annotate(own_answer=Subquery(answers))


@register.simple_tag(takes_context=True)
def running_alerts(context: template.Context) -> dict[str, object]:
    """Find what the banner shows: the running alerts of the reader's place, else of the page's; the gravest first. One query, or none.

    Exercises are for those who live there: a passer-by could take them for real. What the page itself shows (`alerts_shown`: their
    public ids) is not said twice; the banner of such a page is for what comes later.
    """
    own = context.get("my_neighbourhood") or None
    shown = context.get("neighbourhood") or context.get("page")
    # A place that is not open has no alerts to hear of.
    place = shown if isinstance(shown, NeighbourhoodPage) and shown.is_open else own
    if not place:
        return {"place": None, "alerts": [], "lives_here": False, "known": []}
    reader = context["request"].user.pk if own == place else None
    known = context.get("alerts_shown") or []
    found = _running_at(place=place.pk, now=timezone.now(), reader=reader)
    alerts = [alert for alert in found if (own == place or not alert.is_drill) and str(alert.public_id) not in known]
    # Equally grave ones stay as they came: the newest first. What is only an exercise comes after what is real.
    alerts.sort(key=lambda alert: (alert.is_drill, -_GRAVITY[alert.severity]))
    return {"place": place, "alerts": alerts, "lives_here": own == place, "known": known}


@register.simple_tag
def live_banner(running: dict[str, Any]) -> SafeString:
    """Draw the alerts of a place within what listens for more of them, which is the same at each visit; mostly there are none."""
    alerts = render_to_string("notifications/_banner.html", running) if running["alerts"] else ""
    known = f"?{urlencode({'sans': running['known']}, doseq=True)}" if running["known"] else ""
    return part("notifications/_live_banner.html", holes={"alerts": alerts, "known": known}, place=running["place"].pk)
