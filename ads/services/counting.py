"""Counts from Redis into the database: every batch exactly once, whatever is killed in between (ADS-02)."""

import uuid

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ads import counter, limits
from ads.models import CountBatch, Placement

_ADD = """
INSERT INTO ads_dailycount (placement_id, day, views, clicks) VALUES (%s, %s, %s, %s)
ON CONFLICT (placement_id, day) DO UPDATE
SET views = ads_dailycount.views + excluded.views, clicks = ads_dailycount.clicks + excluded.clicks
"""


def flush_counts() -> int:
    """Add what was counted since to the days; return how many batches this call added.

    A batch is set aside under a name, added together with its name in one transaction, then thrown away. Killed before the
    commit: nothing is added, the batch waits. Killed after: its name is known, so it is only thrown away. Raises redis.RedisError.
    """
    counter.set_aside(uuid.uuid4().hex)
    added = 0
    for name, rows in counter.batches():
        added += _add(name, rows)
        counter.forget(name)
    CountBatch.objects.filter(applied_at__lt=timezone.now() - limits.BATCH_MEMORY).delete()
    return added


@transaction.atomic
def _add(name: str, rows: list[tuple]) -> bool:
    try:
        with transaction.atomic():
            CountBatch.objects.create(name=name)
    except IntegrityError:
        return False
    known = set(Placement.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for day, placement, kind, number in rows:
            if placement in known:
                cursor.execute(_ADD, [placement, day, number * (kind == counter.VIEW), number * (kind == counter.CLICK)])
    return True
