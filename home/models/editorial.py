"""Pages that curators write: news and information."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.models.places import PLAIN_TEXT


class NewsIndexPage(Page):
    parent_page_types = ["home.TownPage", "home.NeighbourhoodPage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news")


class NewsPage(Page):
    published_on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("summary"), max_length=250)
    body = RichTextField(_("text"), features=PLAIN_TEXT, blank=True)
    photo = models.ForeignKey("home.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo"))

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("published_on"), FieldPanel("summary"), FieldPanel("body"), FieldPanel("photo")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("news item")


class InfoPage(Page):
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.HomePage", "home.TownPage", "home.NeighbourhoodPage", "home.InfoPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("information page")
