"""The work of a worker: fan out, claim, send, record, until nothing is due. Stopped anywhere, another goes on."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.utils import timezone

from notifications.channels import CHANNELS, Channel
from notifications.models import Alert, Delivery
from notifications.outbox import claims, fan_out, wake
from notifications.outbox.hands import LOOK_AGAIN, Hand

#: A job of this length leaves room under the queue's timeout; what remains is a new job's.
WORKING_TIME = 60.0
#: Seconds between two looks while the hands work, or another worker fans out.
AT_WORK = 0.05
#: Retries due within this time are waited for rather than left to the sweeper.
NEARLY_DUE = 2.0


def work(*, alerts: bool, clock: Callable[[], float] = time.monotonic) -> int:
    """Send what is due of alerts, or of notifications; return how many results were recorded.

    This thread writes down who is told. Every channel has hands of its own, each with a thread and a connection to PostgreSQL, so that
    neither a slow mail server nor a silent push service nor ten thousand names hold up anybody else (FLT-06, F1). They share nothing but
    the outbox, as workers do. Where threads are switched off, they take turns.
    """
    claims.free_lost_leases()
    hands = [Hand(channel(), alerts=alerts) for channel in CHANNELS.values() if channel.carried for _ in range(channel.hands)]
    end = clock() + WORKING_TIME
    (_side_by_side if settings.PALIER_HANDS_APART else _in_turn)(hands, alerts=alerts, late=lambda: clock() >= end)
    if clock() >= end:
        wake.now(alerts=alerts)
    if alerts:
        settle()
    return sum(hand.recorded for hand in hands)


def send_batch(channel: Channel, *, alerts: bool) -> tuple[int, int]:
    """Take one batch and send it; return how many rows were taken and how many results counted."""
    hand = Hand(channel, alerts=alerts)
    hand.turn()
    hand.finish()
    return hand.taken, hand.recorded


def _side_by_side(hands: list[Hand], *, alerts: bool, late: Callable[[], bool]) -> None:
    over = threading.Event()
    with ThreadPoolExecutor(len(hands), thread_name_prefix="hand") as threads:
        running = [threads.submit(hand.run, over) for hand in hands]
        try:
            _lead(hands, over.wait, alerts=alerts, until=lambda: over.is_set() or late())
        finally:
            over.set()
            for hand in hands:
                hand.stir()
    for future in running:
        future.result()


def _in_turn(hands: list[Hand], *, alerts: bool, late: Callable[[], bool]) -> None:
    def turn(patience: float) -> None:
        rested = all(hand.idle for hand in hands)
        moved = [hand.turn() for hand in hands]
        if any(moved):
            return
        if busy := next((hand for hand in hands if hand.busy), None):
            busy.wait()
        elif rested:
            time.sleep(patience)

    try:
        _lead(hands, turn, alerts=alerts, until=late)
        for hand in hands:
            hand.finish()
    finally:
        for hand in hands:
            hand.close()


def _lead(hands: list[Hand], pause: Callable[[float], object], *, alerts: bool, until: Callable[[], bool]) -> None:
    """Write down who is told until everybody is, and nobody finds anything to do; or until the time is up, and another job goes on."""
    look_at = 0.0
    while not until():
        if alerts and time.monotonic() >= look_at:
            if fan_out.fan_out_page():
                for hand in hands:
                    hand.stir()
                pause(0)
                continue
            look_at = time.monotonic() + LOOK_AGAIN
        if all(hand.idle for hand in hands) and not is_more_to_come(alerts=alerts):
            return
        pause(AT_WORK)


def is_more_to_come(*, alerts: bool) -> bool:
    """Tell whether somebody else is writing down who is told (they may be killed meanwhile), or a retry is due in a moment."""
    if alerts and fan_out.is_under_way():
        return True
    soon = Delivery.objects.planned(alerts=alerts).order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    return soon is not None and (soon - timezone.now()).total_seconds() <= NEARLY_DUE


def settle() -> None:
    """Call alerts whose last delivery is done active: sent as far as it can be."""
    Alert.objects.sent_completely().update(state=Alert.State.ACTIVE)
