"""Pages that curators write: news and information."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.models.places import PLAIN_TEXT
from home.models.tree import TreePage
from home.page_forms import PlaceBoundForm
from home.querysets import NewsManager

NEWS_PER_PAGE = 20


class EditorialPage(TreePage):
    """What curators write. Public as soon as it is published."""

    base_form_class = PlaceBoundForm

    class Meta:
        abstract = True


class NewsIndexPage(EditorialPage):
    parent_page_types = ["home.TownPage", "home.NeighbourhoodPage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """List the news of the place, the newest first."""
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().child_of(self).newest_first().select_related("photo")
        context["news"] = Paginator(news, NEWS_PER_PAGE).get_page(request.GET.get("page"))
        context["root"] = self.get_url(request)
        return context


class NewsPage(EditorialPage):
    published_on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("summary"), max_length=250)
    body = RichTextField(_("text"), features=PLAIN_TEXT, blank=True)
    photo = models.ForeignKey("home.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo"))

    objects = NewsManager()

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("published_on"), FieldPanel("summary"), FieldPanel("body"), FieldPanel("photo")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    api_fields = [APIField("published_on"), APIField("summary"), APIField("body"), APIField("photo")]

    class Meta:
        verbose_name = _("news item")


class InfoPage(EditorialPage):
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.HomePage", "home.TownPage", "home.NeighbourhoodPage", "home.InfoPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    api_fields = [APIField("body")]

    class Meta:
        verbose_name = _("information page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """List the pages below this one."""
        context = super().get_context(request, *args, **kwargs)
        context["subpages"] = self.get_children().live().only("title", "slug", "path") if self.numchild else ()
        context["root"] = self.get_url(request)
        return context
