"""The alerts on top of every page: as a fragment, and the sign that it changed."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from asgiref.sync import sync_to_async

from home.models import NeighbourhoodPage
from notifications.live_hub import MOST_STREAMS, hub


@never_cache
@require_safe
def banner(request: HttpRequest, neighbourhood: int) -> HttpResponse:
    """Answer with the running alerts of a place; `sans` are those the page that asks shows anyway."""
    place = get_object_or_404(NeighbourhoodPage.objects.open(), pk=neighbourhood)
    return render(request, "notifications/_banner_fragment.html", {"neighbourhood": place, "alerts_shown": request.GET.getlist("sans")})


@require_safe
async def live_stream(request: HttpRequest, neighbourhood: int) -> HttpResponse:
    """Say when to look again. Nothing else is sent, nothing is asked of the database, so anybody may listen."""
    if hub().streams >= MOST_STREAMS:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_events(neighbourhood), content_type="text/event-stream", headers=headers)


async def _events(neighbourhood: int) -> AsyncIterator[bytes]:
    """Yield the stream. Who asks was looked up in the database on the way here: its connection goes back first, not hours later.

    Django gives it back when an answer has ended. Ten members with a page open would otherwise hold a whole process's connections.
    """
    await sync_to_async(close_old_connections)()
    yield b"retry: 3000\n\n"
    async with aclosing(hub().signs(neighbourhood)) as signs:
        async for changed in signs:
            yield b"event: alert-changed\ndata: 1\n\n" if changed else b": ping\n\n"
