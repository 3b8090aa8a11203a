"""Text messages of an emergency wait for a second person: who is asked, who may say yes, and until when (domain.md §5, ALR-13)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.permissions import curators_of
from notifications.models import Alert, Delivery, TextRelease
from notifications.outbox import wake
from notifications.permissions import can_release_texts
from notifications.reach import reach_of
from notifications.services.errors import AlertRefused
from notifications.services.telling import notify

if TYPE_CHECKING:
    from accounts.models import User

KIND = "texts-to-release"


def hold_texts(alert: Alert, *, by: "User") -> TextRelease | None:
    """Have the text messages of an emergency wait for a second person, and ask the other curators; None when nobody would get one.

    Call in the transaction that writes a message of the alert, before anybody can send it: where nobody had a number when it was
    published, somebody may have one by its next news. Every other way leaves at once.
    """
    if alert.severity != Alert.Severity.URGENCE or alert.is_drill or TextRelease.objects.of_alert(alert).exists():
        return None
    texts = reach_of(alert).texts
    if texts is None:
        return None
    now = timezone.now()
    lapses = min(now + timedelta(minutes=settings.PALIER_SECOND_PERSON_MINUTES), alert.expires - timedelta(seconds=1))
    release = TextRelease.objects.create(alert=alert, numbers=texts.numbers, asked_at=now, lapses_at=lapses)
    place = alert.neighbourhood
    notify(KIND, to=[*curators_of(place), *curators_of(place.town)], data={"alert": alert.pk}, by=by)
    return release


@transaction.atomic
def release_texts(*, alert: Alert, place: str, numbers: int, by: "User") -> TextRelease:
    """Say yes, as the second person: type the name of the place and how many numbers ring; the text messages leave.

    The first yes counts, a later one changes nothing and says who was first. Raises PermissionDenied for the sender and for anybody
    but the place's curators and residents of a month; AlertRefused once the alert has ended, the time is over, or what was typed is wrong.
    """
    alert = Alert.objects.select_for_update(of=("self",)).select_related("neighbourhood").get(pk=alert.pk)
    if not can_release_texts(by, alert):
        raise PermissionDenied
    release = TextRelease.objects.filter(alert=alert).first()
    if release is None or not alert.is_running:
        raise AlertRefused(_("This alert has ended, or has no text messages to let go."))
    if release.confirmed_at:
        return release
    if not release.is_waiting:
        raise AlertRefused(_("The time to confirm is over: no text message leaves. Send a new alert if the danger lasts."))
    if place.strip().casefold() != alert.neighbourhood.title.casefold() or numbers != release.numbers:
        words = {"place": alert.neighbourhood.title, "number": release.numbers}
        raise AlertRefused(_("Type exactly %(place)s and %(number)s: the place, and how many telephones ring.") % words)
    release.confirmed_at, release.confirmed_by = timezone.now(), by
    release.save(update_fields=["confirmed_at", "confirmed_by"])
    Delivery.objects.of_alert(alert).filter(channel="sms", state=Delivery.State.PLANNED).update(next_attempt_at=Now())
    log(instance=alert, action="notifications.release_texts", user=by, data={"numbers": release.numbers})
    wake.after_commit(alerts=True)
    return release
