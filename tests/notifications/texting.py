"""A gateway for tests, and people with confirmed numbers."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

import pytest

from notifications.channels import SmsChannel
from notifications.channels.sms.providers.ovh import OvhProvider
from notifications.models import Delivery, TextRelease
from notifications.outbox import fan_out, working
from notifications.services import publish_alert, release_texts
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.waiting import wait_until

GATEWAY = Path(__file__).with_name("sms_gateway.py")


class Gateway:
    def __init__(self, folder, **environment):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, GATEWAY, folder], env={**os.environ, **environment})
        wait_until((folder / "port").exists)
        self.origin = f"http://127.0.0.1:{(folder / 'port').read_text()}"

    @property
    def accepted(self):
        return [json.loads(line) for line in (self.folder / "accepted").read_text().splitlines()]

    def say(self, word):
        (self.folder / "script").write_text(word) if word else (self.folder / "script").unlink(missing_ok=True)

    def stop(self):
        self.process.kill()
        self.process.wait()


only_ovh = pytest.mark.parametrize("gateway", ["ovh"], indirect=True)


def on_the_phone(place, index):
    user = reachable_resident(place)
    user.phone, user.phone_verified_at = f"+3361234{index:04}", timezone.now()
    user.save()
    return user


def send(place, author, severity="urgence"):
    author.is_superuser = True
    author.save()
    publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None, severity=severity), by=author)
    second_person(place)
    work()


def second_person(place):
    """Have somebody else let the text messages go, where they wait."""
    release = TextRelease.objects.filter(confirmed_at=None).first()
    if release:
        release_texts(alert=release.alert, place=place.title, numbers=release.numbers, by=reachable_resident(place))


def work(*, alerts=True):
    while fan_out.fan_out_page():
        pass
    Delivery.objects.filter(state="planned").update(next_attempt_at="2000-01-01T00:00Z")
    channel = SmsChannel()
    working.send_batch(channel, alerts=alerts)
    channel.close()


def states():
    return sorted(Delivery.objects.filter(channel="sms").values_list("state", "code"))


def callback(client, provider, body, *, key="twilio-token", sign=True):
    url = reverse("notifications:sms-callback", args=[provider])
    if provider == "ovh":
        word = OvhProvider.word() if sign else "0" * 32
        return client.get(url, {**body, "cle": word}).status_code
    text = f"http://127.0.0.1:8000{url}" + "".join(f"{name}{body[name]}" for name in sorted(body))
    signature = base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha1)).decode()
    return client.post(url, body, headers={"X-Twilio-Signature": signature if sign else "forged"}).status_code
