"""Wagtail's own read-only API over what the tree publishes. What it may tell is on an approved list (TEN-11)."""

from typing import TYPE_CHECKING

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from home.models import NeighbourhoodPage

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Pages(PagesAPIViewSet):
    """Published pages of the tree. A listing for neighbours only is not live, so it is not here (TEN-12).

    Nor is a neighbourhood that only gathers, or that is over.
    """

    #: Who owns a page is a person.
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name not in {"alias_of"}]

    def get_queryset(self) -> "QuerySet":
        return super().get_queryset().exclude(pk__in=NeighbourhoodPage.objects.filter(state__in=NeighbourhoodPage.NOT_OPEN).values("pk"))


class Photos(ImagesAPIViewSet):
    """Photos of curators for public pages; never those that residents sent, nor any original (TEN-04)."""

    meta_fields = [name for name in ImagesAPIViewSet.meta_fields if name != "download_url"]

    def get_queryset(self) -> "QuerySet":
        return super().get_queryset().filter(restricted=False)


router = WagtailAPIRouter("cms")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Photos)
router.register_endpoint("documents", DocumentsAPIViewSet)
