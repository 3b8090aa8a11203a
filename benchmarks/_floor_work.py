"""The same work with Django alone: no middleware, no session, no layout, no question of who may read. Served as Palier is."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from portal.page_threads import PageThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup(set_prefix=False)  # some applications refuse to start without their middleware
settings.ROOT_URLCONF, settings.MIDDLEWARE = "benchmarks._floor_pages", []
application = PageThreads(WSGIHandler())
