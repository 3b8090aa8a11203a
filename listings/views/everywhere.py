"""Words looked for in the whole country: what everybody may read, and what the reader's own places show them."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from home.belonging import belonging_of
from listings import country_cards
from listings.country import Key
from listings.filter_form import everywhere_form
from listings.filters import CountryFilter
from listings.marks import read_mark


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    filters = CountryFilter(request.GET)
    context = {"filters": filters, "form": everywhere_form(filters, request.path)}
    if filters.words:
        reader, after = belonging_of(request), _after(request)
        found = country_cards.results(filters, reader, after=after)
        context |= {"found": found, "is_first": after is None}
        if not found.rows and after is None:
            context |= country_cards.ways_out(filters, reader)
    part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "listings/_everywhere_results.html" if part else "listings/everywhere.html", context)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _after(request: HttpRequest) -> Key | None:
    with suppress(ValueError):
        return read_mark(request.GET.get("after", ""))
    return None
