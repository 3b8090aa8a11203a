import threading

import pytest

from tests.ads.stripe_stand_in import KEY, SECRET, StandIn


@pytest.fixture
def stripe_server(settings):
    """A running stand-in for Stripe, and the portal set up to use it."""
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.PALIER_STRIPE_KEY, settings.PALIER_STRIPE_WEBHOOK_SECRET, settings.PALIER_STRIPE_URL = KEY, SECRET, server.url
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
