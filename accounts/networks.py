"""Where a request comes from, for counting. A header the visitor wrote is never believed (SEC-08)."""

from django.http import HttpRequest

from allauth.core.internal.ratelimit import get_ip


def network_of(request: HttpRequest) -> str:
    """Return the address as seen by our own proxies, an IPv6 one cut to its network."""
    return get_ip(request)
