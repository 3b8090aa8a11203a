"""Is the memory of a worker flat? The same worker sends SMALL deliveries, then LARGE ones (environment; 1,000 and 100,000), by mail.

Resident memory of the busiest process of the worker, at rest, and the most it had during each alert. A worker forks for each job; the
job is what grows, so the most of all processes is what counts.
"""

import os
import time

from benchmarks._recipients import neighbourhood_of
from benchmarks._workers import memory_of, worker
from benchmarks.alerts import sink
from benchmarks.push import alert_for
from notifications.models import Delivery
from notifications.outbox import wake
from notifications.services import publish_alert

SMALL, LARGE = int(os.environ.get("SMALL", "1000")), int(os.environ.get("LARGE", "100000"))
#: Each person has one delivery by mail and one on the site.
WAYS = 2
#: Seconds for one delivery, on a slow day.
PATIENCE = 0.01


def main() -> dict[str, object]:
    figures: dict[str, object] = {}
    with sink() as (port, _accepted), worker(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(port)) as process:
        idle = memory_of(process)
        figures["at rest"] = {"value": round(idle), "unit": "MiB"}
        most = {number: round_of(number, process) for number in (SMALL, LARGE)}
    for number, (size, seconds) in most.items():
        figures[f"the most, {number:,} deliveries"] = {"value": round(size), "unit": f"MiB, {seconds:.1f} s"}
    grown = most[LARGE][0] - most[SMALL][0]
    figures["grown"] = {"value": round(grown, 1), "unit": "MiB", "target": "≤ 10 MiB"}
    return figures


def round_of(deliveries: int, process) -> tuple[float, float]:
    """Publish one alert of so many deliveries; return the most memory seen, in MiB, and how long it took."""
    place, author = neighbourhood_of(deliveries // WAYS)
    alert = alert_for(place)
    publish_alert(alert=alert, by=author, event="other")
    started, most = time.monotonic(), 0.0
    rows = Delivery.objects.of_alert(alert)
    message = alert.messages.get()
    while time.monotonic() - started < 60 + deliveries * PATIENCE:
        most = max(most, memory_of(process))
        message.refresh_from_db()
        if message.fan_out_after is None and not rows.open().exists():
            break
        # No clock runs here: a job that ends for want of time asks for the next one, and a lost wake-up is ours to repeat.
        wake.now(alerts=True)
        time.sleep(0.2)
    done = rows.filter(state="sent").count()
    if done < deliveries:
        message = f"{done} of {deliveries} deliveries were sent in time."
        raise RuntimeError(message)
    return most, time.monotonic() - started
