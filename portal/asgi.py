"""The one web server process: pages run as WSGI in threads, live streams and nothing else run asynchronously.

Django's own ASGI handler costs synchronous pages about a third of their speed; an open event stream would cost a
thread of the pool. Hence one of each, and the path decides.
"""

import os
from importlib import import_module

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from portal.asgi_types import Receive, Scope, Send
from portal.bodies import GatheredBodies
from portal.page_cache.layer import PageCache
from portal.page_threads import PageThreads
from portal.static_layer import StaticFiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")


LIVE_PREFIX = "/live/"

live_streams = get_asgi_application()
pages = GatheredBodies(PageThreads(get_wsgi_application()))


async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
    """Send live streams (and anything that is not HTTP) to Django's async side, everything else to its pages."""
    live = scope["type"] != "http" or scope["path"].startswith(LIVE_PREFIX)
    await (live_streams if live else pages)(scope, receive, send)


# It reads models: only now are they there.
import_module("portal.watchdog").start()
application = StaticFiles(PageCache(dispatch))
