"""ALR-02 and ALR-03: alerts to a thousand people by mail, push and text message, while KILLS (environment, 300) workers are killed with -9.

Which of two workers, whether its parent, the process it forked for the job or both, and when: all by chance (SEED). A kill that finds no
job under way counts like any other. Lost is who none of the stand-ins heard of; a double has to carry the identity of the first.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from accounts.models import User
from benchmarks._recipients import emergency_for, give_numbers, let_texts_go, neighbourhood_of
from benchmarks._workers import until
from benchmarks.sms import ENVIRONMENT
from home.models import Membership
from notifications.channels.email.stamping import identity_of
from notifications.models import Alert, Delivery
from notifications.services import publish_alert
from tests.faults.conftest import Fleet
from tests.notifications.browsers import PushService, subscriptions_of
from tests.notifications.conftest import SinkProcess
from tests.notifications.texting import Gateway

KILLS = int(os.environ.get("KILLS", "300"))
SEED = int(os.environ.get("SEED", "2"))
PEOPLE = 1_000
#: Seconds between two kills, at least and at most: some come before a new worker has loaded, some long after.
PAUSES = 0.5, 5.0
PATIENCE = 300
#: Two windows of ten mails, ten pushes, and the gateway's four windows: what one worker has on its way (tests/faults/worker_settings.py).
IN_HAND = 20 + 10 + 40


def main() -> dict[str, object]:
    chance = random.Random(SEED)
    settings.SECRET_KEY = "only-for-tests"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("mail", "push", "text"):
            (folder / part).mkdir()
        mail, push = SinkProcess(folder / "mail", "--delay-ms", "20"), PushService(folder / "push", DELAY_MS="20")
        until((push.folder / "port").exists)
        gateway = Gateway(folder / "text")
        for name, value in {**ENVIRONMENT, "PALIER_SMS_RESERVED_A_DAY": "0"}.items():
            os.environ[name] = value
            setattr(settings, name, int(value) if value.isdecimal() else value)
        os.environ |= {"PALIER_PUSH_TEST_ORIGINS": push.origin, "PALIER_SMS_TEST_ORIGIN": gateway.origin, "PALIER_SMS_PER_SECOND": "0"}
        settings.PALIER_PUSH_TEST_ORIGINS = [push.origin]
        fleet = Fleet(folder / "fleet", mail)
        settings.REDIS_URL = fleet.redis.url
        fleet.start_clock()
        try:
            place, author = people_with_everything(push.origin)
            kills, alerts = 0, []
            while kills < KILLS:
                alerts.append(alert := published(place, author))
                kills += kill_until_done(alert, fleet, chance, KILLS - kills)
                sys.stdout.write(f"{kills} kills, {len(alerts)} alerts\n")
                sys.stdout.flush()
            return compared(alerts, kills, mail, push, gateway)
        finally:
            fleet.stop()
            for server in (mail, push):
                server.stop()
            gateway.stop()


def people_with_everything(origin: str):
    """A neighbourhood whose people read mail, have a browser that takes pushes, and a confirmed number."""
    place, author = neighbourhood_of(PEOPLE)
    users = list(User.objects.filter(pk__in=Membership.objects.at(place).values("user")))
    give_numbers(users)
    subscriptions_of(users, origin)
    return place, author


def published(place, author) -> Alert:
    alert = emergency_for(place)
    publish_alert(alert=alert, by=author)
    let_texts_go(alert)
    return alert


def kill_until_done(alert: Alert, fleet: Fleet, chance: random.Random, left: int) -> int:
    """Kill by chance until every delivery of the alert has ended, or so many were killed; then only wait. Return how many were killed."""
    kills, deadline, rows = 0, time.monotonic() + PATIENCE, Delivery.objects.of_alert(alert)
    strike = time.monotonic() + chance.uniform(*PAUSES)
    while alert.messages.filter(fan_out_after__isnull=True).count() == 0 or rows.open().exists():
        if time.monotonic() > deadline:
            message = f"{rows.open().count()} deliveries are still open: {rows.counts()}."
            raise RuntimeError(message)
        if kills < left and time.monotonic() >= strike:
            fleet.kill_worker(chance.randrange(2), chance.choice(["parent", "horse", "both"]))
            kills, strike, deadline = kills + 1, time.monotonic() + chance.uniform(*PAUSES), time.monotonic() + PATIENCE
        time.sleep(0.1)
    return kills


def compared(alerts: list[Alert], kills: int, mail: SinkProcess, push: PushService, gateway: Gateway) -> dict[str, object]:
    """Compare what the stand-ins took with what the outbox says."""
    rows = Delivery.objects.filter(alert_message__alert__in=alerts)
    wanted = {f"<{identity_of(pk)}>" for pk in rows.filter(channel="email").values_list("pk", flat=True)}
    mails = [identity for _, identity in mail.accepted if identity in wanted]
    pushes = [(asked["headers"]["topic"], asked["target"]) for asked in push.requests if asked["status"] == 201]
    texts = [(kept["number"], kept["text"]) for kept in gateway.accepted]
    numbers = [number for number, _ in texts]
    due = PEOPLE * len(alerts)
    lost = len(wanted - set(mails)), due - len(set(pushes)), sum(max(0, len(alerts) - numbers.count(number)) for number in set(numbers))
    twice = len(mails) - len(set(mails)), len(pushes) - len(set(pushes)), len(texts) - due
    counts = rows.counts()
    return {
        "workers killed with -9": {"value": kills, "unit": f"during {len(alerts)} alerts to {PEOPLE:,}"},
        "ALR-02 lost": {"value": "{}, {}, {}".format(*lost), "unit": "mails, pushes, texts", "target": "0, 0, 0"},
        "ALR-03 sent twice": {"value": "{}, {}, {}".format(*twice), "unit": "of them", "target": f"≤ {kills * IN_HAND} in all"},
        "recorded as sent": {"value": sum(counts[name].get("sent", 0) for name in ("email", "push", "sms")), "unit": f"of {3 * due:,}"},
        "SMS people heard of": {"value": len(set(numbers)), "unit": f"of {PEOPLE:,}"},
    }
