"""The monthly test: on the first Wednesday a status=Test alert goes end to end to volunteers, and its time is kept (ALR-20)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.models import NeighbourhoodPage
from notifications.models import Alert, AlertMessage, Delivery, Drill
from notifications.outbox.people import volunteers_at
from notifications.services.alerts import add_message

#: A test that has not arrived within an hour has failed; it ends by itself.
TEST_LIFE = timedelta(hours=1)
_WEDNESDAY = 2


def is_first_wednesday(day: date) -> bool:
    """Tell whether this is the day of the monthly test, as that of the sirens in France."""
    return day.weekday() == _WEDNESDAY and day.day <= 7


def send_monthly_tests(today: date | None = None) -> int:
    """Send this month's test to every neighbourhood that has volunteers; return how many were sent. Twice a day sends once."""
    day = today or timezone.localdate()
    if not is_first_wednesday(day):
        return 0
    return sum(_send_test(place, day.replace(day=1)) for place in NeighbourhoodPage.objects.open() if volunteers_at(place).exists())


@transaction.atomic
def _send_test(place: NeighbourhoodPage, month: date) -> bool:
    place = NeighbourhoodPage.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if Drill.objects.filter(neighbourhood=place, month=month).exists():
        return False
    with override("fr"):
        headline = _("Monthly test of alerts: there is nothing to do")
    now = timezone.now()
    alert = Alert.objects.create(
        neighbourhood=place,
        status=Alert.Status.TEST,
        category=Alert.Category.EVENT,
        headline=headline,
        state=Alert.State.SENDING,
        effective=now,
        expires=now + TEST_LIFE,
    )
    add_message(alert, AlertMessage.Type.ALERT, headline, "", by=None)
    Drill.objects.create(neighbourhood=place, month=month, alert=alert, people=volunteers_at(place).count())
    return True


def record_drills() -> int:
    """Keep how long each test took, once all its deliveries are done; return how many were recorded."""
    recorded = 0
    for drill in Drill.objects.filter(handed_over_in__isnull=True).select_related("alert"):
        rows = Delivery.objects.of_alert(drill.alert)
        first = drill.alert.messages.first()
        if first.fan_out_after is not None or rows.open().exists():
            continue
        last = rows.filter(state__in=["sent", "delivered"]).aggregate(at=Max("finished_at"))["at"]
        if last:
            # The site wrote the one, the database the other: their clocks may differ by a moment.
            Drill.objects.filter(pk=drill.pk).update(handed_over_in=max(0.0, (last - first.sent_at).total_seconds()))
            recorded += 1
    return recorded
