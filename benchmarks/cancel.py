"""ALR-12: an alert to PEOPLE (5,000) by mail and push is withdrawn at a fifth of the way.

From the commit on nothing of it may start later than five seconds, and whoever had it hears of the end within a minute. Two workers;
mail and push sinks in processes of their own that answer after a moment, so that there is a way to be in the middle of.
"""

import os
import time

from accounts.models import User
from benchmarks._recipients import neighbourhood_of
from benchmarks._workers import until, worker
from benchmarks.alerts import sink as mail_sink
from benchmarks.push import accepted, alert_for, sink
from home.models import Membership
from notifications.models import Delivery
from notifications.outbox import wake
from notifications.services import end_alert, publish_alert
from tests.notifications.browsers import subscriptions_of

PEOPLE = int(os.environ.get("PEOPLE", "5000"))


def main() -> dict[str, object]:
    place, author = neighbourhood_of(PEOPLE)
    with sink(DELAY_MS="50") as (origin, folder), mail_sink() as (port, mailed):
        subscriptions_of(User.objects.filter(pk__in=Membership.objects.at(place).values("user")), origin)
        environment = {"PALIER_PUSH_TEST_ORIGINS": origin, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
        with worker(**environment), worker(**environment):
            alert = alert_for(place)
            publish_alert(alert=alert, by=author)
            until(lambda: len(accepted(folder)) >= PEOPLE // 5)
            end_alert(alert=alert, ending="cancelled", by=author)
            ended = time.time()
            rows = Delivery.objects.of_alert(alert)
            deadline = time.monotonic() + 120
            while (rows.open().exists() or alert.messages.to_fan_out().exists()) and time.monotonic() < deadline:
                wake.now(alerts=True)
                time.sleep(0.1)
        seen = [(at, target.rpartition("/")[2]) for at, target in accepted(folder)]
        seen += [
            (float(line.split()[0]), line.split()[1].removeprefix("voisin").partition("@")[0] + " mail")
            for line in mailed.read_text().splitlines()
        ]
    moments: dict[str, list[float]] = {}
    for at, who in seen:
        moments.setdefault(who, []).append(at)
    # Who was in somebody's hands when it was withdrawn hears of the end too, whether or not the alert itself had left.
    reached = rows.filter(alert_message__version=1, channel__in=["push", "email"], state__in=["sent", "delivered"])
    first = {f"{user} mail" if channel == "email" else str(user) for user, channel in reached.values_list("user", "channel")}
    firsts = [times[0] for who, times in moments.items() if who in first]
    seconds = [times[-1] for who, times in moments.items() if len(times) > 1 or who not in first]
    had = rows.filter(alert_message__version=1, channel__in=["push", "email"], state__in=["sent", "delivered"]).count()
    told = rows.filter(alert_message__version=2, channel__in=["push", "email"], state__in=["sent", "delivered"]).count()
    late = max(max(firsts) - ended, 0.0)
    return {
        "had it when it was withdrawn": {"value": had, "unit": f"of {2 * PEOPLE:,} deliveries"},
        "last one handed over after the withdrawal": {"value": round(late, 2), "unit": "s", "target": "≤ 5 s"},
        "told of the end": {"value": told, "unit": "deliveries", "target": f"≥ {had}"},
        "last one told of the end": {"value": round(max(seconds) - ended, 2), "unit": "s", "target": "≤ 60 s"},
        "never sent it": {"value": rows.filter(state="suppressed", alert_message__version=1).count(), "unit": "deliveries"},
    }
