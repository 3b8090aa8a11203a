"""GET /healthz: whether Palier works, for people's alarms and for load balancers.

Red (503) when something needs a person: the database or Redis does not answer, a queue has had no worker for a
minute, due messages wait, or the clock stands still. With `?scope=web` only what this process itself needs counts,
so that a load balancer does not take every web server away because a worker is missing.
"""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import redis
from django_rq import get_connection, get_queue
from rq import Worker

from notifications.models import Delivery
from portal.clock import BEAT_KEY

# [policy, ALR-19] An alert nobody takes for a minute is a fault.
WORKER_SILENCE = 60
CLOCK_SILENCE = 60
# [policy] A large alert is a few minutes of honest work; deliveries due for longer are stuck.
OUTBOX_AGE = 300


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    report: dict[str, Any] = {"database": database_answers()}
    well = report["database"]
    if request.GET.get("scope") != "web":
        report |= background()
        report["outbox"] = Delivery.objects.oldest_due_age() if report["database"] else None
        well = well and background_is_well(report)
    return JsonResponse({"ok": well, **report}, status=200 if well else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def background() -> dict[str, Any]:
    """Return what Redis knows: seconds since the last sign of life of a worker of each queue, and of the clock."""
    silence = dict.fromkeys(settings.RQ_QUEUES)
    try:
        workers = {name: worker_silence(name) for name in settings.RQ_QUEUES}
        beat = get_connection("default").get(BEAT_KEY)
    except redis.RedisError:
        return {"redis": False, "workers": silence, "clock": None}
    return {"redis": True, "workers": workers, "clock": round(time.time() - float(beat), 1) if beat else None}


def worker_silence(queue: str) -> float | None:
    now = datetime.now(UTC)
    beats = [worker.last_heartbeat for worker in Worker.all(queue=get_queue(queue)) if worker.last_heartbeat]
    return min((round((now - beat).total_seconds(), 1) for beat in beats), default=None)


def background_is_well(report: dict[str, Any]) -> bool:
    alive = all(seconds is not None and seconds <= WORKER_SILENCE for seconds in report["workers"].values())
    ticking = report["clock"] is not None and report["clock"] <= CLOCK_SILENCE
    return report["redis"] and alive and ticking and (report["outbox"] or 0) <= OUTBOX_AGE
