"""Map tiles through our own address, so that no reader's browser ever meets a third party (PRV-05)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from home.tiles import TileError, tile

#: Seconds a browser keeps a tile; streets move slowly.
MAX_AGE = 7 * 24 * 3600


@require_safe
def map_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    try:
        picture = tile(z, x, y)
    except TileError as error:
        if error.lasting:
            raise Http404 from error
        return HttpResponse(status=503, headers={"Retry-After": "15", "Cache-Control": "no-store"})
    return HttpResponse(
        picture.body,
        content_type=picture.kind,
        headers={"Cache-Control": f"public, max-age={MAX_AGE}", "X-Content-Type-Options": "nosniff"},
    )
