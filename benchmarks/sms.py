"""Goal F4: 10,000 text messages to a gateway that accepts at once, by one worker; then held to a set pace.

The gateway is a sink in a process of its own, asked in Twilio's manner. Beside it, in the same run, the peer: a session of requests, one
message after the other, nothing recorded.
"""

import os
import time

from django.conf import settings

import requests
from allauth.account.models import EmailAddress

from accounts.models import User
from benchmarks._recipients import emergency_for, give_numbers, let_texts_go, neighbourhood_of
from benchmarks._workers import until, worker
from benchmarks.push import accepted, sink
from home.models import Membership
from notifications.models import Delivery
from notifications.services import publish_alert

PEOPLE = int(os.environ.get("PEOPLE", "10000"))
PACE, PACED = 200, min(PEOPLE, 2_000)
SAMPLE = 2_000
ENVIRONMENT = {
    "PALIER_SMS_PROVIDER": "twilio",
    "PALIER_TWILIO_ACCOUNT": "AC1",
    "PALIER_TWILIO_TOKEN": "t",
    "PALIER_SMS_BUDGET_A_DAY": "10000000",
}


def main() -> dict[str, object]:
    for name, value in ENVIRONMENT.items():
        setattr(settings, name, int(value) if value.isdecimal() else value)
    with sink() as (origin, folder):
        free = one_round(PEOPLE, origin, folder, pace=0)
        paced = one_round(PACED, origin, folder, pace=PACE)
        peer = peer_rate(origin)
    rate = (PACED - 1) / paced["spread"]
    return {
        "F4 text messages, publish to last accepted": {"value": round(free["last"], 2), "unit": f"s for {PEOPLE:,}", "target": "≤ 2 s"},
        "F4 rate": {
            "value": round(PEOPLE / free["last"]),
            "unit": f"a second, {PEOPLE / free['last'] / peer:.1f} times the peer",
            "target": "≥ 2.2 times",
        },
        "peer: a session of requests": {"value": round(peer), "unit": "a second"},
        "F2 first hand-off": {"value": round(free["first"] * 1000), "unit": "ms after the commit", "target": "≤ 300 ms"},
        f"F4 held to {PACE} a second": {"value": round(rate, 1), "unit": f"a second, {rate / PACE - 1:+.1%}", "target": "within 2 %"},
        "lost, sent twice": {"value": f"{free['lost'] + paced['lost']}, {free['twice'] + paced['twice']}", "target": "0, 0"},
    }


def peer_rate(origin: str) -> float:
    words = {
        "From": "Palier",
        "Body": "La Rance monte. Quittez les quais. " * 4,
        "StatusCallback": f"{origin}/back",
        "ValidityPeriod": "3600",
    }
    with requests.Session() as session:
        started = time.perf_counter()
        for number in range(SAMPLE):
            data = {"To": f"+3361{number:07}", **words}
            session.post(f"{origin}/2010-04-01/Accounts/AC1/Messages.json", data=data, auth=("AC1", "t"), timeout=10).json()
        return SAMPLE / (time.perf_counter() - started)


def one_round(people, origin, folder, *, pace: int) -> dict[str, float]:
    place, author = neighbourhood_of(people)
    users = User.objects.filter(pk__in=Membership.objects.at(place).values("user"))
    EmailAddress.objects.filter(user__in=users).delete()
    rows = list(users)
    give_numbers(rows)
    before = len(accepted(folder))
    with worker(**ENVIRONMENT, PALIER_SMS_TEST_ORIGIN=origin, PALIER_SMS_PER_SECOND=str(pace), PALIER_SMS_RESERVED_A_DAY="0"):
        alert = emergency_for(place)
        publish_alert(alert=alert, by=author)
        let_texts_go(alert)
        committed = time.time()
        sent = Delivery.objects.of_alert(alert).filter(channel="sms")
        until(lambda: sent.exists() and not sent.open().exists())
    moments = [at for at, _ in accepted(folder)[before:]]
    return {
        "first": min(moments) - committed,
        "last": max(moments) - committed,
        "spread": max(moments) - min(moments),
        "lost": people - sent.filter(state="sent").count(),
        "twice": len(moments) - people,
    }
