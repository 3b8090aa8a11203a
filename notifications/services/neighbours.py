"""What neighbours do with an alert: confirm it, and say how they are."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from wagtail.log_actions import log

from notifications.models import Alert, AlertMessage, Confirmation, RollCallAnswer
from notifications.outbox import wake
from notifications.permissions import can_answer, can_confirm, runs_place
from notifications.services.alerts import add_message
from notifications.services.errors import AlertRefused

if TYPE_CHECKING:
    from accounts.models import User

#: [policy, domain.md §5] So many neighbours beside the author make a circle's alert the neighbourhood's.
CONFIRMATIONS_NEEDED = 2
#: [policy] Answers stay so long after the end, for those who still go and knock at doors; then they are deleted.
ANSWERS_KEPT = timedelta(days=3)


@transaction.atomic
def confirm_alert(*, alert: Alert, by: "User") -> Alert:
    """Say that a neighbour's alert is true. The second confirmation widens it from its area to the whole neighbourhood.

    Those who have it already are not told again; the others get its newest message. Confirming twice changes nothing.
    Raises PermissionDenied for its author and for anybody but a resident of level 2, AlertRefused once it has ended.
    """
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if not can_confirm(by, alert):
        raise PermissionDenied
    if not alert.is_running:
        raise AlertRefused(_("This alert has ended. Send a new one."))
    Confirmation.objects.get_or_create(alert=alert, user=by)
    if alert.widened_at is None and alert.area != Alert.Area.WHOLE and alert.confirmations.count() >= CONFIRMATIONS_NEEDED:
        _widen(alert, by)
    return alert


def _widen(alert: Alert, by: "User") -> None:
    """Have every message fanned out again: the unique key keeps those who have their rows from getting another.

    A silent message tells pages, feeds and machines that the area is the whole neighbourhood now; those before it keep theirs.
    """
    with override(settings.LANGUAGE_CODE):
        text = _("Two neighbours confirmed it: the whole neighbourhood is told.")
    message = add_message(alert, AlertMessage.Type.UPDATE, alert.headline, text, by=None, silent=True)
    alert.widened_at = message.sent_at
    alert.state = Alert.State.SENDING
    alert.save(update_fields=["widened_at", "state"])
    alert.messages.sent().exclude(msg_type=AlertMessage.Type.CANCEL).update(fan_out_after=0)
    log(instance=alert, action="notifications.widen_alert", user=by)
    wake.after_commit(alerts=True)


@transaction.atomic
def answer_roll_call(*, alert: Alert, answer: str, by: "User", note: str = "") -> RollCallAnswer:
    """Say how one is; a later answer takes the place of the earlier one, and asks for care again.

    Raises PermissionDenied for whoever does not live there or when nobody asked, AlertRefused once the alert has ended.
    """
    alert = Alert.objects.select_for_update(of=("self",), no_key=True).get(pk=alert.pk)
    if not can_answer(by, alert):
        raise PermissionDenied
    if not alert.is_running:
        raise AlertRefused(_("This alert has ended. In danger, call 112."))
    if answer not in RollCallAnswer.Answer:
        raise AlertRefused(_("Choose one of the three answers."))
    values = {"answer": answer, "note": note.strip(), "handled_at": None}
    return RollCallAnswer.objects.update_or_create(alert=alert, user=by, defaults=values)[0]


@transaction.atomic
def mark_handled(*, answer: RollCallAnswer, by: "User") -> RollCallAnswer:
    """Note that somebody takes care of a person who needs help. Raises PermissionDenied for others than those who run the place."""
    answer = RollCallAnswer.objects.select_for_update(of=("self",)).select_related("alert__neighbourhood").get(pk=answer.pk)
    if not runs_place(by, answer.alert.neighbourhood):
        raise PermissionDenied
    if answer.handled_at is None:
        answer.handled_at = timezone.now()
        answer.save(update_fields=["handled_at"])
    return answer


def forget_answers() -> int:
    """Delete how people were, some days after the alert's end; return how many answers went."""
    ended = Alert.objects.filter(state=Alert.State.ENDED, ended_at__lt=timezone.now() - ANSWERS_KEPT)
    return RollCallAnswer.objects.filter(alert__in=ended.values("pk")).delete()[0]
