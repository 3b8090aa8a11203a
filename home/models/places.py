"""The page tree of places: HomePage → TownPage → NeighbourhoodPage (domain.md §2)."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Collection, Page
from wagtail.url_routing import RouteResult

from accounts.prepared import prepared
from home.geo import PointField, address_panel, point_panel
from home.models.addresses import page_at
from home.models.methods import VerificationMethod, default_methods
from home.models.tree import TreePage
from home.names import folded
from home.neighbourhood_sections import sections_for
from home.page_forms import PlaceBoundForm
from home.page_rights import PlacePermissionTester
from home.querysets import NeighbourhoodManager, TownManager
from home.zones import clock_of_town, zone_named

#: More would be a map nobody reads.
SHOWN_TOWNS = 40
SHOWN_PLACES = 200
#: The doors of the front page: what one does here, before one knows where one lives.
DOORS = [
    {"kind": "carpool", "label": _("Carpooling"), "text": _("Share the road"), "url": "#find"},
    {"kind": "childcare", "label": _("Childcare"), "text": _("An evening, an hour"), "url": "#find"},
    {"kind": "giveaway", "label": _("Give away"), "text": _("Nothing goes to waste"), "url": "#find"},
    {"kind": "barter", "label": _("Swap skills"), "text": _("An hour for an hour"), "url": "#find"},
    {"kind": "help", "label": _("Mutual help"), "text": _("A helping hand"), "url": "#find"},
    {"kind": "group", "label": _("Group buying"), "text": _("More of us, lower price"), "url": "#find"},
    {"kind": "meetup", "label": _("Meet up"), "text": _("Meet for real"), "url": "#find"},
]
PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul"]


class HomePage(TreePage):
    """The portal's front door. One per site."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.TownPage", "home.InfoPage"]
    base_form_class = PlaceBoundForm

    class Meta:
        verbose_name = _("portal home")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the towns that are open, and the outlines of the one with most neighbourhoods."""
        context = super().get_context(request, *args, **kwargs)
        towns = list(TownPage.objects.live().with_neighbourhoods().order_by("name_key")[:SHOWN_TOWNS])
        places = NeighbourhoodPage.objects.open().below(towns).with_outline()[:SHOWN_PLACES]
        context["towns"] = [(town.title, self.address_of(town, request)) for town in towns]
        context["areas"] = self.outlines(places, request)
        context["doors"] = DOORS
        return context

    def address_of(self, page: Page, request: HttpRequest) -> str:
        """Return the address of a page of this tree without asking for it."""
        return self.get_url(request) + page.url_path[len(self.url_path) :]

    def outlines(self, places: "list[NeighbourhoodPage]", request: HttpRequest) -> list[dict[str, Any]]:
        """Return what a map of the busiest of these places' towns is drawn from."""
        towns = Counter(place.path[: -place.steplen] for place in places)
        busiest = towns.most_common(1)[0][0] if towns else ""
        return [
            {"name": place.title, "geometry": place.outline, "url": self.address_of(place, request)}
            for place in places
            if place.outline and place.path.startswith(busiest)
        ]


class PlacePage(TreePage):
    """What a town and a neighbourhood share: the people who run them and their own collection."""

    curator_group = models.OneToOneField(Group, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="%(class)s")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="%(class)s")

    base_form_class = PlaceBoundForm
    promote_panels = [
        FieldPanel("slug", permission="superuser"),
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PlacePermissionTester:
        return PlacePermissionTester(user, self)


class TownPage(PlacePage):
    code = models.CharField(_("official code"), max_length=10, unique=True, help_text=_("INSEE code of the municipality."))
    contact_phone = models.CharField(_("town hall's phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("town hall's e-mail"), blank=True)
    contact_url = models.URLField(_("town hall's site"), blank=True)
    hall_address = models.CharField(_("town hall's address"), max_length=200, blank=True)
    hall_location = PointField(_("town hall on the map"))
    # The name as people type it, kept beside it so that a search needs no extension of PostgreSQL.
    name_key = models.CharField(max_length=255, db_index=True, editable=False, default="")

    objects = TownManager()
    api_fields = [APIField(name) for name in ("code", "contact_phone", "contact_email", "contact_url", "hall_address")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NeighbourhoodPage", "home.NewsIndexPage", "home.InfoPage"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("code", permission="superuser"),
                    MultiFieldPanel(
                        [
                            FieldPanel("contact_phone"),
                            FieldPanel("contact_email"),
                            FieldPanel("contact_url"),
                            address_panel("hall_address"),
                            point_panel("hall_location", address="hall_address"),
                        ],
                        _("Town hall"),
                    ),
                ],
                heading=_("Page"),
            ),
            ObjectList(PlacePage.promote_panels, heading=_("In search engines")),
        ]
    )

    class Meta:
        verbose_name = _("town")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = folded(self.title)
        super().save(*args, **kwargs)
        NeighbourhoodPage.objects.in_town(self).exclude(clock=self.told_by).update(clock=self.told_by)

    @property
    def told_by(self) -> str:
        return clock_of_town(self.code)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the neighbourhoods of the town, on its map and in a list, and its news."""
        context = super().get_context(request, *args, **kwargs)
        root = self.get_url(request)
        places = NeighbourhoodPage.objects.open().in_town(self).with_outline().order_by("title")
        shown = [{"name": place.title, "geometry": place.outline, "url": f"{root}{place.slug}/", "motto": place.motto} for place in places]
        context["places"] = shown
        context["areas"] = [place for place in shown if place["geometry"]]
        return context


class NeighbourhoodPage(PlacePage):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        GATHERING = "gathering", _("gathering its first neighbours")
        REVIEW = "review", _("under review")
        LIVE = "live", _("open")
        DORMANT = "dormant", _("without curator")
        LAPSED = "lapsed", _("not founded")
        ARCHIVED = "archived", _("archived")

    class Plaque(models.TextChoices):
        """Enamels whose white letters stay readable by day and by night."""

        BLUE = "blue", _("enamel blue")
        GREEN = "green", _("wagon green")
        RED = "red", _("oxblood red")
        SLATE = "slate", _("slate grey")

    #: What only `open()` and its like may leave out: published pages on which no neighbourhood lives.
    NOT_OPEN = (State.PROPOSED, State.GATHERING, State.REVIEW, State.LAPSED, State.ARCHIVED)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE, editable=False)
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    welcome = RichTextField(_("welcome text"), features=PLAIN_TEXT, blank=True)
    plaque = models.CharField(_("colour of the plaque"), max_length=5, choices=Plaque, default=Plaque.BLUE)
    methods = ArrayField(
        models.CharField(max_length=20, choices=VerificationMethod),
        default=default_methods,
        verbose_name=_("ways to prove that one lives here"),
    )
    geolocation_gives_level_2 = models.BooleanField(_("three positions are a full proof"), default=False)
    premoderation = models.BooleanField(_("listings wait for a curator before they appear"), default=False)
    #: The town's time zone, kept here so that every page of the place knows it without asking; empty for the portal's own.
    clock = models.CharField(max_length=32, blank=True, default="", editable=False)
    partners = models.ManyToManyField("self", blank=True, verbose_name=_("partner neighbourhoods"))

    objects = NeighbourhoodManager()
    api_fields = [APIField(name) for name in ("motto", "welcome", "plaque", "state")]

    parent_page_types = ["home.TownPage"]
    subpage_types = [
        "home.NewsIndexPage", "home.InfoPage", "ads.BusinessDirectoryPage", "ads.FundPage", "listings.ListingIndexPage", "listings.AgendaPage",
        "notifications.AlertArchivePage",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [*Page.content_panels, FieldPanel("motto"), FieldPanel("welcome"), FieldPanel("plaque")],
                heading=_("Page"),
            ),
            ObjectList(
                [FieldPanel("premoderation"), FieldPanel("partners", permission="superuser", widget=forms.CheckboxSelectMultiple)],
                heading=_("Listings"),
            ),
            ObjectList(PlacePage.promote_panels, heading=_("In search engines")),
        ]
    )

    class Meta:
        verbose_name = _("neighbourhood")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people live by here."""
        return zone_named(self.clock)

    def save(self, *args: Any, **kwargs: Any) -> None:
        town = TownPage.objects.parent_of(self).values_list("code", flat=True).first() if self.path else None
        self.clock = clock_of_town(town or "")
        super().save(*args, **kwargs)

    @classmethod
    def at(cls, town_slug: str, slug: str) -> "NeighbourhoodPage | None":
        """Return the neighbourhood at `/town/slug/`, published or not, ready to be shown: one query."""
        found = _addressed(slug=slug, tail=f"/{town_slug}/{slug}/", now=timezone.now())
        return found[0] if found else None

    def route_below(self, request: HttpRequest, below: str) -> RouteResult | None:
        """Find the page at this path below, at once; Wagtail's own walk takes two queries a level."""
        page = page_at(self.url_path + below, self) if below else self
        try:
            return page.route(request, []) if page else self.route(request, below.strip("/").split("/"))
        except Http404:
            return None

    @property
    def town(self) -> TownPage:
        """The town this neighbourhood belongs to."""
        return TownPage.objects.parent_of(self).get()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show what the rooms registered for the page, to whom lives here and to whom looks in."""
        context = super().get_context(request, *args, **kwargs)
        context["town_title"] = getattr(self, "town_title", None) or self.get_parent().title
        context["residents"] = getattr(self, "resident_count", None)
        if self.is_open:
            context["neighbourhood"] = self
            sections = sections_for(self, request)
            context["main_sections"] = [section for section in sections if section.column == "main"]
            context["side_sections"] = [section for section in sections if section.column == "side"]
        return context

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        """Tell search engines about open neighbourhoods only."""
        return super().get_sitemap_urls(request) if self.is_open else []

    @property
    def is_open(self) -> bool:
        """Tell whether neighbours already live with this page."""
        return self.state in {self.State.LIVE, self.State.DORMANT}


@prepared
def _addressed(slug: Any, tail: Any, now: Any) -> models.QuerySet:
    return NeighbourhoodPage.objects.addressed(slug=slug, tail=tail, now=now)[:1]
