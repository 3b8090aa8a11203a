"""The live stream: a sign to open pages, from one listener per process."""

import asyncio
import contextlib
from datetime import timedelta

from django.conf import settings
from django.test import AsyncClient
from django.utils import timezone

import pytest

from notifications import jobs, live
from notifications.live_hub import hub
from notifications.models import Alert
from notifications.services import publish_alert
from tests.factories.notifications import AlertFactory

SIGN = b"event: alert-changed"


class OpenPage:
    """A page that listens, until it is closed."""

    def __init__(self, neighbourhood):
        self.heard = 0
        self.address = f"/live/quartier/{neighbourhood}/"

    async def open(self):
        self.response = await AsyncClient().get(self.address)
        self.task = asyncio.create_task(self.listen())
        return self

    async def listen(self):
        async for chunk in self.response.streaming_content:
            self.heard += SIGN in chunk

    async def close(self):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


async def until(condition, patience=10):
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)


async def conversation(number):
    here, there = await OpenPage(7).open(), await OpenPage(8).open()
    assert here.response["Content-Type"] == "text/event-stream"
    assert here.response["X-Accel-Buffering"] == "no"
    # Once the listener is up, every page looks once: nothing said before is missed (ALR-18).
    await until(lambda: here.heard and there.heard)
    here.heard = there.heard = 0
    for _ in range(number):
        await asyncio.to_thread(live.announce, 7)
    await until(lambda: here.heard)
    await asyncio.to_thread(live.announce, 8)
    await until(lambda: there.heard)
    assert there.heard == 1
    assert here.heard <= number
    await here.close()
    await there.close()
    assert hub().streams == 0


@pytest.mark.parametrize("number", [1, 50])
def test_a_page_hears_of_its_own_place_only(number):
    """ALR-18."""
    asyncio.run(conversation(number))


@pytest.mark.django_db
def test_open_pages_hear_of_an_alert_that_ends_by_itself(
    neighbourhood, other_neighbourhood, curator, monkeypatch, django_capture_on_commit_callbacks
):
    """ALR-15: the banner of a page that stays open goes within a minute, though nobody did anything; once, and in its place only."""
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)
    AlertFactory(neighbourhood=other_neighbourhood, state="active")
    said = []
    monkeypatch.setattr(live, "announce", said.append)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep_alerts()
    assert said == []
    Alert.objects.at(neighbourhood).update(effective=timezone.now() - timedelta(days=1), expires=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.sweep_alerts()
    assert said == [neighbourhood.pk]
    assert settings.PALIER_SWEEP_SECONDS <= 30
