import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from home.services import set_boundary
from notifications.models import OfficialSource
from tests.notifications.browsers import PushService
from tests.notifications.feeds import Feed
from tests.notifications.texting import Gateway
from tests.notifications.waiting import wait_until

SINK = Path(__file__).with_name("smtp_sink.py")


class SinkProcess:
    """The SMTP sink and what it accepted."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, SINK, folder, *options])
        wait_until((folder / "port").exists)
        self.port = int((folder / "port").read_text())

    @property
    def accepted(self):
        """(recipient, Message-ID) of every accepted message, in order."""
        path = self.folder / "accepted"
        return [tuple(line.split()[1:3]) for line in path.read_text().splitlines()] if path.exists() else []

    def forget(self):
        """Begin with nothing accepted."""
        (self.folder / "accepted").write_text("")

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def make_sink(tmp_path_factory, settings):
    """Start a sink and point the site's mail at it."""
    running = []

    def make(*options):
        sink = SinkProcess(tmp_path_factory.mktemp("sink"), *options)
        running.append(sink)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        return sink

    yield make
    for sink in running:
        sink.stop()


@pytest.fixture
def sink(make_sink):
    return make_sink()


@pytest.fixture
def push_service(tmp_path_factory, settings):
    """The fake push service, which the site takes for a real one."""
    service = PushService(tmp_path_factory.mktemp("push"))
    wait_until((service.folder / "port").exists)
    settings.PALIER_PUSH_TEST_ORIGINS = [service.origin]
    yield service
    service.stop()


@pytest.fixture(params=["ovh", "twilio"])
def gateway(request, tmp_path_factory, settings):
    gateway = Gateway(tmp_path_factory.mktemp("gateway"))
    settings.PALIER_SMS_PROVIDER, settings.PALIER_SMS_TEST_ORIGIN = request.param, gateway.origin
    settings.PALIER_OVH_APPLICATION_SECRET, settings.PALIER_OVH_CONSUMER_KEY = "ovh-secret", "ovh-consumer"
    settings.PALIER_OVH_SERVICE, settings.PALIER_TWILIO_ACCOUNT, settings.PALIER_TWILIO_TOKEN = "sms-aa1-1", "AC1", "twilio-token"
    yield gateway
    gateway.stop()


@pytest.fixture
def feed(settings):
    """A feed on this machine, which only the setting for trusted feeds lets our server reach."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    Feed.answers, Feed.asked = {}, []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.PALIER_TRUSTED_FEEDS = [base]
    yield base
    server.shutdown()
    server.server_close()


@pytest.fixture
def source(feed, db):
    """An official feed operators named."""
    return OfficialSource.objects.create(name="Vigilance météo", url=feed + "/flux.atom")


@pytest.fixture
def here(neighbourhood):
    """The neighbourhood with an outline, so that what is elsewhere is not for it."""
    square = [[-2.05, 48.45], [-2.04, 48.45], [-2.04, 48.46], [-2.05, 48.46], [-2.05, 48.45]]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [square]})
    return neighbourhood
