"""GET /metrics for Prometheus: counts and ages, nothing personal. With a token, or from this very machine when none is set."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.monitoring import gauges
from portal.health import background

_LOOPBACK = {"127.0.0.1", "::1"}
#: A proxy speaks from this machine for everybody.
_PROXY_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _allowed(request):
        raise Http404
    lines, named = [], set()
    for name, text, labels, value in [*gauges(), *_workers()]:
        if name not in named:
            named.add(name)
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        written = ",".join(f'{key}="{word}"' for key, word in labels.items())
        lines.append(f"{name}{{{written}}} {value:g}" if written else f"{name} {value:g}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _allowed(request: HttpRequest) -> bool:
    if token := settings.PALIER_METRICS_TOKEN:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not any(name in request.META for name in _PROXY_HEADERS)


def _workers() -> list[tuple[str, str, dict[str, str], float]]:
    """Return seconds of silence per queue; -1 where there is no worker at all."""
    report = background()
    found = [
        (
            "palier_worker_silence_seconds",
            "Seconds since a worker's last sign of life; -1 without one.",
            {"queue": queue},
            _or_none(seconds),
        )
        for queue, seconds in report["workers"].items()
    ]
    return [*found, ("palier_clock_silence_seconds", "Seconds since the clock's last beat; -1 without one.", {}, _or_none(report["clock"]))]


def _or_none(seconds: float | None) -> float:
    return -1.0 if seconds is None else float(seconds)
