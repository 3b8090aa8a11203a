"""How soon everybody has it (requirements.md §4): 6,000 pushes, 2,000 text messages at 50 a second and 9,000 mails of one alert to 10,000 people.

Each server answers after 50 ms; one worker sends. Beside the goals, what the delay alone allows.
"""

import tempfile
import time
from pathlib import Path

from django.conf import settings

from allauth.account.models import EmailAddress

from accounts.models import User
from benchmarks._recipients import emergency_for, give_numbers, let_texts_go, neighbourhood_of
from benchmarks._workers import until, worker
from benchmarks.push import accepted, sink
from benchmarks.sms import ENVIRONMENT
from home.models import Membership
from notifications.models import Delivery
from notifications.services import publish_alert
from tests.notifications.browsers import subscriptions_of
from tests.notifications.conftest import SinkProcess
from tests.notifications.texting import Gateway

PEOPLE, PUSHES, TEXTS, MAILS = 10_000, 6_000, 2_000, 9_000
DELAY = "50"
PACE = 50
#: Seconds within which 99 of 100 must be handed over, by channel.
SOON = {"push": 60, "sms": 60, "email": 300}


def main() -> dict[str, object]:
    environment = {**ENVIRONMENT, "PALIER_SMS_RESERVED_A_DAY": "0", "PALIER_SMS_PER_SECOND": str(PACE)}
    for name, value in environment.items():
        setattr(settings, name, int(value) if value.isdecimal() else value)
    with tempfile.TemporaryDirectory() as name, sink(DELAY_MS=DELAY) as (origin, folder):
        (Path(name) / "mail").mkdir()
        (Path(name) / "text").mkdir()
        mail, gateway = SinkProcess(Path(name) / "mail", "--answers-after-ms", DELAY), Gateway(Path(name) / "text", DELAY_MS=DELAY)
        try:
            place, author = people(origin)
            servers = {"PALIER_PUSH_TEST_ORIGINS": origin, "PALIER_SMS_TEST_ORIGIN": gateway.origin}
            with worker(**environment, **servers, EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(mail.port)):
                committed = published(place, author)
            moments = {
                "push": [at for at, _ in accepted(folder)],
                "sms": [kept["at"] for kept in gateway.accepted],
                "email": [float(line.split()[0]) for line in (mail.folder / "accepted").read_text().splitlines()],
            }
        finally:
            mail.stop()
            gateway.stop()
    return {
        "first hand-off": {
            "value": round(min(map(min, moments.values())) - committed, 2),
            "unit": "s after the commit",
            "target": "p95 ≤ 3 s",
        },
        **{f"{channel}: {len(found):,}": reached(channel, sorted(found), committed) for channel, found in moments.items()},
    }


def people(origin: str):
    """Make the neighbourhood: the first have a browser, the last a telephone, all but the last thousand an address."""
    place, author = neighbourhood_of(PEOPLE)
    users = list(User.objects.filter(pk__in=Membership.objects.at(place).values("user")).order_by("pk"))
    EmailAddress.objects.filter(user__in=users[MAILS:]).delete()
    give_numbers(users[-TEXTS:])
    subscriptions_of(users[:PUSHES], origin)
    return place, author


def published(place, author) -> float:
    """Publish, let the texts go, and wait for the end; return when it was committed."""
    alert = emergency_for(place)
    publish_alert(alert=alert, by=author)
    committed = time.time()
    let_texts_go(alert)
    rows = Delivery.objects.of_alert(alert)
    until(lambda: rows.exists() and not rows.open().exists(), patience=500)
    return committed


def reached(channel: str, moments: list[float], committed: float) -> dict[str, object]:
    most = moments[int(len(moments) * 0.99)] - committed
    return {"value": round(most, 1), "unit": f"s for 99 %, {moments[-1] - committed:.1f} s for all", "target": f"≤ {SOON[channel]} s"}
