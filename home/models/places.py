"""The page tree of places: HomePage → TownPage → NeighbourhoodPage (domain.md §2)."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Collection, Page

from home.geo import PointField, address_panel, point_panel
from home.names import folded
from home.querysets import NeighbourhoodManager, TownManager

PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul"]


class VerificationMethod(models.TextChoices):
    POSTCARD = "postcard", _("Postcard with a code")
    VOUCH = "vouch", _("Two neighbours vouch")
    GEOLOCATION = "geolocation", _("Position inside the neighbourhood")
    DESK = "desk", _("At the town hall's desk")


def default_methods() -> list[str]:
    return [VerificationMethod.POSTCARD, VerificationMethod.VOUCH, VerificationMethod.GEOLOCATION, VerificationMethod.DESK]


class HomePage(Page):
    """The portal's front door. One per site."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.TownPage", "home.InfoPage"]

    class Meta:
        verbose_name = _("portal home")


class PlacePage(Page):
    """What a town and a neighbourhood share: the people who run them and their own collection."""

    curator_group = models.OneToOneField(Group, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="%(class)s")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="%(class)s")

    class Meta:
        abstract = True


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

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NeighbourhoodPage", "home.NewsIndexPage", "home.InfoPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
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
    ]

    class Meta:
        verbose_name = _("town")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = folded(self.title)
        super().save(*args, **kwargs)


class NeighbourhoodPage(PlacePage):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        GATHERING = "gathering", _("gathering its first neighbours")
        REVIEW = "review", _("under review")
        LIVE = "live", _("open")
        DORMANT = "dormant", _("without curator")
        LAPSED = "lapsed", _("not founded")
        ARCHIVED = "archived", _("archived")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE, editable=False)
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    welcome = RichTextField(_("welcome text"), features=PLAIN_TEXT, blank=True)
    plaque_hue = models.PositiveSmallIntegerField(_("colour of the plaque"), default=262, help_text=_("A hue from 0 to 359."))
    methods = ArrayField(
        models.CharField(max_length=20, choices=VerificationMethod),
        default=default_methods,
        verbose_name=_("ways to prove that one lives here"),
    )
    geolocation_gives_level_2 = models.BooleanField(_("three positions are a full proof"), default=False)
    premoderation = models.BooleanField(_("listings wait for a curator before they appear"), default=False)
    partners = models.ManyToManyField("self", blank=True, verbose_name=_("partner neighbourhoods"))

    objects = NeighbourhoodManager()

    parent_page_types = ["home.TownPage"]
    subpage_types = [
        "home.NewsIndexPage",
        "home.InfoPage",
        "listings.ListingIndexPage",
        "notifications.AlertArchivePage",
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("motto"),
        FieldPanel("welcome"),
        FieldPanel("plaque_hue"),
    ]

    class Meta:
        verbose_name = _("neighbourhood")

    @property
    def town(self) -> TownPage:
        """The town this neighbourhood belongs to."""
        return TownPage.objects.parent_of(self).get()
