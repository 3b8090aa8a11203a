"""The busiest page of the site, found without Wagtail's walk down the tree (P2)."""

from django.http import HttpRequest, HttpResponse

from wagtail.views import serve

from home.models import NeighbourhoodPage


def place(request: HttpRequest, town: str, slug: str) -> HttpResponse:
    """Serve a neighbourhood's page by its address, in one query; whatever else has two parts is Wagtail's to find.

    Wagtail would ask for the site, each page above and password restrictions; places have none (`private_page_options`).
    """
    page = NeighbourhoodPage.objects.live().addressed(town, slug).first()
    return page.serve(request) if page else serve(request, f"{town}/{slug}/")
