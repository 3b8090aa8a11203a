"""Rooms without a prefix of their own, found by the first word of an address.

Pages of places come last and were held against each of a hundred patterns before, at every visit.
"""

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLResolver, include
from django.urls.resolvers import RoutePattern


class FirstWords(RoutePattern):
    """Lets through what begins with one of these words, and takes nothing of it away."""

    def __init__(self, words: frozenset[str]) -> None:
        super().__init__("", is_endpoint=False)
        self.words = words

    def match(self, path: str) -> tuple[str, tuple, dict] | None:
        return (path, (), {}) if path.partition("/")[0] in self.words else None


def room(urlconf: str) -> URLResolver:
    """Include a room's addresses. Each must begin with a word, or ImproperlyConfigured is raised: a variable would never be reached."""
    module, app_name, namespace = include(urlconf)
    words = frozenset(str(address.pattern).partition("/")[0] for address in module.urlpatterns)
    if any(not word or "<" in word for word in words):
        message = f"An address of {urlconf} does not begin with a word."
        raise ImproperlyConfigured(message)
    return URLResolver(FirstWords(words), module, {}, app_name=app_name, namespace=namespace)
