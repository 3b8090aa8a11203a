"""The life of an alert. Publishing commits the alert and its first message; that message is the order to deliver it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail.log_actions import log

from home.models import NeighbourhoodPage
from home.permissions import is_newcomer
from notifications import live
from notifications.duplicates import AT_ONCE, NEAR_TIME, same_event
from notifications.models import Alert, AlertMessage, Delivery
from notifications.outbox import wake
from notifications.permissions import can_follow, can_send, runs_place
from notifications.services.errors import AlertRefused
from notifications.services.texts import hold_texts
from notifications.wording import first_text

if TYPE_CHECKING:
    from accounts.models import User

#: An all-clear that could not leave for a day reassures nobody.
ENDING_LIFE = timedelta(days=1)
#: The same words from the same person within this time are questioned (ALR-16).
TWICE_WITHIN = timedelta(hours=6)
QUOTA_PERIOD = timedelta(days=7)


@transaction.atomic
def publish_alert(*, alert: Alert, by: "User", event: str = "") -> Alert:
    """Send an alert out: record it with its first message, and wake the workers once that is committed.

    When somebody else announced the same event a moment ago it becomes that alert's double: whoever is told there is not woken again
    (ALR-16). `event` is the sender's own word on that: "same" looks as far back as the hint before sending, "other" never.
    Safe against a button pressed twice: a second call with the same `submission` returns the first alert.
    Raises PermissionDenied when this person may not send it, AlertRefused when their weekly number is used up.
    """
    # Both the quota and the submission belong to the author: one at a time per author.
    author = get_user_model().objects.select_for_update().get(pk=by.pk)
    if existing := Alert.objects.filter(submission=alert.submission, author=author).first():
        return existing
    if not can_send(author, alert):
        raise PermissionDenied
    alert.by_resident = not runs_place(author, alert.neighbourhood)
    if alert.by_resident:
        check_quota(author)
        alert.asks_roll_call = False
    alert.without_texts = alert.by_resident and is_newcomer(author, alert.neighbourhood)
    if event != "other":
        # One at a time per place, so that two who publish in the same second see each other.
        NeighbourhoodPage.objects.select_for_update(of=("self",), no_key=True).get(pk=alert.neighbourhood_id)
        alert.same_as = same_event(alert, by=author, within=NEAR_TIME if event == "same" else AT_ONCE)
    alert.author, alert.state = author, Alert.State.SENDING
    alert.full_clean(exclude=["author"])
    alert.save()
    add_message(alert, AlertMessage.Type.ALERT, alert.headline, first_text(alert), by=author)
    hold_texts(alert, by=author)
    log(instance=alert, action="notifications.publish_alert", user=author, data={"severity": alert.severity, "status": alert.status})
    return alert


@transaction.atomic
def update_alert(*, alert: Alert, text: str, by: "User") -> AlertMessage:
    """Add news to a running alert and send it to everybody the alert addresses. Raises AlertRefused once it has ended."""
    alert = _running(alert, by)
    message = add_message(alert, AlertMessage.Type.UPDATE, alert.headline, text, by=by)
    hold_texts(alert, by=by)
    log(instance=alert, action="notifications.update_alert", user=by, data={"version": message.version})
    return message


@transaction.atomic
def extend_alert(*, alert: Alert, hours: int, by: "User", text: str = "") -> Alert:
    """Have a running alert last so many hours from now. People are told again only when `text` says that something has changed.

    Seven days in all at most. What was not sent yet may be sent until the new end; pages, feeds and machines see the new end at once.
    Raises PermissionDenied for those who do not follow it, AlertRefused once it has ended, or when it would last too long or shorter.
    """
    alert = _running(alert, by)
    until = timezone.now() + timedelta(hours=hours)
    if until > alert.longest_end:
        last = date_format(alert.longest_end.astimezone(alert.neighbourhood.zone), "DATETIME_FORMAT")
        raise AlertRefused(_("An alert lasts seven days at most: this one until %(last)s.") % {"last": last})
    if until <= alert.expires:
        raise AlertRefused(_("It lasts longer than that already."))
    alert.expires, alert.reminded_at = until, None
    alert.save(update_fields=["expires", "reminded_at"])
    if text.strip():
        add_message(alert, AlertMessage.Type.UPDATE, alert.headline, text, by=by)
        hold_texts(alert, by=by)
    else:
        with override(settings.LANGUAGE_CODE):
            when = date_format(until.astimezone(alert.neighbourhood.zone), "DATETIME_FORMAT")
            words = _("It goes on until %(when)s.") % {"when": when}
        add_message(alert, AlertMessage.Type.UPDATE, alert.headline, words, by=by, silent=True)
    Delivery.objects.of_alert(alert).open().update(expires_at=until)
    log(instance=alert, action="notifications.extend_alert", user=by, data={"hours": hours})
    return alert


@transaction.atomic
def end_alert(*, alert: Alert, ending: str, by: "User", text: str = "") -> Alert:
    """End an alert by an all-clear or by withdrawing it, and tell exactly those who got it, on the same channels.

    The same end from the same person a second time changes nothing. From the commit on, nobody else is sent the alert (ALR-12).
    Raises AlertRefused when it had ended otherwise: of two who end it at once, the second must know that their words reached nobody.
    """
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if not can_follow(by, alert):
        raise PermissionDenied
    if alert.state == Alert.State.ENDED:
        if alert.ending != ending or not alert.messages.filter(msg_type=AlertMessage.Type.CANCEL, by=by).exists():
            raise AlertRefused(_("This alert had ended already: nothing more was sent."))
        return alert
    if ending not in {Alert.Ending.ALL_CLEAR, Alert.Ending.CANCELLED}:
        raise AlertRefused(_("An alert ends by an all-clear or by being withdrawn."))
    alert.state, alert.ending, alert.ended_at = Alert.State.ENDED, ending, timezone.now()
    alert.save(update_fields=["state", "ending", "ended_at"])
    if ending == Alert.Ending.CANCELLED:
        _take_over(alert)
    add_message(alert, AlertMessage.Type.CANCEL, alert.headline, text or _ending_text(alert), by=by)
    log(instance=alert, action="notifications.end_alert", user=by, data={"ending": ending})
    return alert


def _take_over(withdrawn: Alert) -> None:
    """Have the next alert about the same event tell those it spared: the first one was withdrawn, that one still says it is so."""
    heirs = list(withdrawn.doubles.running().select_for_update(of=("self",)).order_by("pk"))
    if not heirs:
        return
    heir, others = heirs[0], heirs[1:]
    Alert.objects.filter(pk__in=[other.pk for other in others]).update(same_as=heir)
    heir.same_as, heir.state = None, Alert.State.SENDING
    heir.save(update_fields=["same_as", "state"])
    heir.messages.sent().exclude(msg_type=AlertMessage.Type.CANCEL).update(fan_out_after=0)


def quota_left(author: "User") -> int:
    """Return how many more alerts a resident may send now; for the page, the limit itself is kept by `check_quota`."""
    return settings.PALIER_RESIDENT_ALERTS_A_WEEK - len(_recent(author))


def quota_used_up(author: "User") -> str:
    """Say that a resident has sent this week's alerts, and when the next one is possible; nothing while some are left."""
    limit = settings.PALIER_RESIDENT_ALERTS_A_WEEK
    recent = _recent(author)
    if len(recent) < limit:
        return ""
    again = date_format(timezone.localtime(recent[-1] + QUOTA_PERIOD), "DATETIME_FORMAT")
    reason = _("A resident sends at most %(limit)s alerts a week. You can send the next one from %(again)s.")
    return reason % {"limit": limit, "again": again}


def check_quota(author: "User") -> None:
    """Refuse a resident's alert beyond the weekly number, and say when the next one is possible. Call under the author's lock."""
    if reason := quota_used_up(author):
        raise AlertRefused(reason)


def _recent(author: "User") -> list:
    sent = Alert.objects.by(author).filter(created_at__gt=timezone.now() - QUOTA_PERIOD, by_resident=True)
    return list(sent.order_by("-created_at").values_list("created_at", flat=True)[: settings.PALIER_RESIDENT_ALERTS_A_WEEK])


def sent_before(alert: Alert, *, by: "User") -> Alert | None:
    """Return an alert with the same words this person sent a short while ago, if there is one (ALR-16)."""
    since = timezone.now() - TWICE_WITHIN
    same = Alert.objects.by(by).at(alert.neighbourhood).filter(headline=alert.headline, created_at__gt=since)
    return same.exclude(submission=alert.submission).first()


def _running(alert: Alert, by: "User") -> Alert:
    """Return the alert, locked, for someone who may follow it; refuse once it has ended."""
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if not can_follow(by, locked):
        raise PermissionDenied
    if not locked.is_running:
        raise AlertRefused(_("This alert has ended. Send a new one."))
    return locked


def add_message(alert: Alert, msg_type: str, headline: str, text: str, *, by: "User | None", silent: bool = False) -> AlertMessage:
    """Record the next message of an alert whose row is locked, and announce it once committed. A silent one is delivered to nobody."""
    version = alert.messages.count() + 1
    expires = timezone.now() + ENDING_LIFE if msg_type == AlertMessage.Type.CANCEL else alert.expires
    words = {"headline": headline, "text": text, "expires": expires, "silent": silent, "fan_out_after": None if silent else 0}
    message = AlertMessage.objects.create(alert=alert, version=version, msg_type=msg_type, by=by, **words)
    if not silent:
        wake.after_commit(alerts=True)
    live.announce_after_commit(alert.neighbourhood_id)
    return message


def _ending_text(alert: Alert) -> str:
    """Return the last word where its sender wrote none: it goes to everybody, so in the portal's language rather than the sender's."""
    with override(settings.LANGUAGE_CODE):
        if alert.ending == Alert.Ending.ALL_CLEAR:
            return _("Found again. Thank you to everybody who looked.") if alert.is_about_a_loss else _("The alert is over.")
        return _("This alert is withdrawn. Please disregard it.")
