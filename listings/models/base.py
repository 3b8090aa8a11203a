"""What every listing has. A kind of listing is a subclass with its own table (domain.md §4).

`live`, in Wagtail's sense, means "the whole world may read it": it is computed here from the state and the audience.
Whatever looks for `.live()` pages (search, sitemap, feeds, API, choosers) therefore never meets a listing that is for
neighbours only; those are served by `route` and `serve`, which ask `visible_to` (TEN-12).
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from home.models import TreePage
from home.page_forms import PlaceBoundForm
from home.zones import by_the_clock_of
from listings import limits, lines, search
from listings.models.search_column import ListingVector
from listings.querysets import ListingManager
from listings.timetables import Timeslot

if TYPE_CHECKING:
    from listings.models.occurrence import Occurrence

BODY_FEATURES = ["bold", "italic", "ol", "ul"]
FOR_EVERYBODY = models.Q(state="open", audience="public")


class ListingPage(TreePage):
    base_form_class = PlaceBoundForm

    class Direction(models.TextChoices):
        OFFER = "offer", _("Offers")
        REQUEST = "request", _("Looks for")

    class Audience(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("The verified neighbours of the neighbourhood")
        PARTNERS = "partners", _("Also the neighbouring neighbourhoods")
        PUBLIC = "public", _("Everybody, even without an account")

    class PriceMode(models.TextChoices):
        FREE = "free", _("free")
        EXCHANGE = "exchange", _("in exchange")
        COST_SHARE = "cost_share", _("shared costs")
        PAID = "paid", _("paid")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("listing", "draft")
        HELD = "held", pgettext_lazy("listing", "waiting for a curator")
        OPEN = "open", pgettext_lazy("listing", "open")
        PAUSED = "paused", pgettext_lazy("listing", "paused")
        CLOSED = "closed", pgettext_lazy("listing", "closed")

    class ClosedReason(models.TextChoices):
        DONE = "done", _("it found a taker")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        EXPIRED = "expired", _("its time was over")
        REMOVED = "removed", _("removed by a curator")

    #: Set by each kind: the key in listings.kinds.
    KIND: ClassVar[str] = ""
    #: A dated kind takes place at its occurrences: answers are about one of them, and counted there.
    is_dated: ClassVar[bool] = False
    #: Whether an answer agrees on services that go from one neighbour to another (models.leg).
    is_barter: ClassVar[bool] = False
    #: Whether one may also answer "perhaps".
    allows_maybe: ClassVar[bool] = False
    #: How many of its dates one may choose from at once.
    shown_dates: ClassVar[int] = limits.SHOWN_DATES
    #: Whether its author may add pictures.
    takes_pictures: ClassVar[bool] = True
    #: What belongs to the listing as a whole and never to a revision: a curator who publishes yesterday's revision
    #: corrects words, and must not reopen, reassign or resell anything.
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (
        "public_id",
        "kind",
        "author_id",
        "neighbourhood_id",
        "street",
        "cell",
        "audience",
        "price_mode",
        "amount",
        "state",
        "closed_reason",
        "outcome",
        "published_at",
        "expires_at",
        "expiry_notice_at",
        "closed_at",
        "matched_at",
    )

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    direction = models.CharField(_("you…"), max_length=10, choices=Direction, default=Direction.OFFER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="listings", editable=False)
    neighbourhood = models.ForeignKey("home.NeighbourhoodPage", on_delete=models.RESTRICT, related_name="listings", editable=False)
    body = RichTextField(_("your words"), features=BODY_FEATURES, blank=True)
    summary = models.CharField(max_length=200, blank=True, editable=False)
    summary_en = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    street = models.CharField(_("street, as shown"), max_length=100, blank=True, editable=False)
    #: The ~150 m cell of home.cells: the only place the public ever learns (PRV-01).
    cell = models.CharField(max_length=40, blank=True, editable=False)
    audience = models.CharField(_("who may see this listing?"), max_length=15, choices=Audience, default=Audience.NEIGHBOURHOOD)
    price_mode = models.CharField(_("price"), max_length=10, choices=PriceMode, default=PriceMode.FREE)
    amount = models.DecimalField(_("amount in euros"), max_digits=7, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    closed_reason = models.CharField(max_length=10, choices=ClosedReason, blank=True, editable=False)
    outcome = models.CharField(_("how did it go?"), max_length=200, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    expiry_notice_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Since when it is closed: from then on runs what is forgotten (LEG-07).
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When it was held against the others of its kind (services.matches); empty when that is still to be done.
    matched_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False, serialize=False)
    search_vector = models.GeneratedField(
        expression=ListingVector("search_text", "neighbourhood_id"),
        output_field=SearchVectorField(),
        db_persist=True,
        serialize=False,
    )

    objects = ListingManager()

    is_creatable = False  # a listing is written by a neighbour, never from the desk
    parent_page_types = ["listings.ListingIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels: ClassVar[list] = []
    settings_panels: ClassVar[list] = []
    #: Listings have their own search column; the CMS index would show neighbours' words to whoever searches it.
    search_fields: ClassVar[list] = []
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [
            models.Index(fields=["neighbourhood", "state", "-published_at"], name="listing_newest"),
            models.Index(fields=["neighbourhood", "state", "kind", "-published_at"], name="listing_newest_of_kind"),
            models.Index(fields=["state", "expires_at"], name="listing_due"),
            # The newest of the whole country that everybody may read (listings.country).
            models.Index(fields=["-published_at", "-page_ptr"], name="listing_recent", condition=FOR_EVERYBODY),
            models.Index(fields=["kind", "-published_at", "-page_ptr"], name="listing_recent_of_kind", condition=FOR_EVERYBODY),
            models.Index(fields=["kind"], name="listing_to_match", condition=models.Q(state="open", matched_at=None)),
            # Words, and with them the days or the places they are looked for in (listings.search).
            GinIndex("search_vector", search.Day("published_at"), search.Place("neighbourhood"), name="listing_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(published_at__isnull=False, expires_at__isnull=False),
                name="an_open_listing_is_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed") ^ models.Q(closed_reason=""),
                name="a_closed_listing_says_why",
            ),
            models.CheckConstraint(condition=~models.Q(kind="childcare", audience="public"), name="childcare_is_never_public"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_offer(self) -> bool:
        return self.direction == self.Direction.OFFER

    @property
    def is_for_everybody(self) -> bool:
        return self.state == self.State.OPEN and self.audience == self.Audience.PUBLIC

    @property
    def accepts_at_once(self) -> bool:
        """Tell whether a response is accepted without its author's choice, as long as something is left."""
        return False

    @property
    def capacity(self) -> int | None:
        """How many units may be promised in all; None where nothing is counted."""
        return None

    @property
    def is_lent(self) -> bool:
        """Tell whether answers ask for days of a thing that comes back."""
        return False

    @classmethod
    def audiences(cls) -> list[str]:
        """Return who may be let in on this kind of listing."""
        return list(cls.Audience.values)

    @property
    def hides_place(self) -> bool:
        """Tell whether not even the cell and the street are kept."""
        return False

    @property
    def lasts_until(self) -> datetime | None:
        """When the listing is over by itself; None where that is its author's wish."""
        return None

    def here(self) -> timezone.override:
        """Reckon and tell hours, within this block, by the clock of the listing's neighbourhood, wherever its reader or a worker is."""
        return by_the_clock_of(self.neighbourhood)

    def timetable(self, since: date, last: date) -> list[Timeslot]:
        """Return when a dated listing takes place from one day to another. A single date may lie further away."""
        return []

    def refusal_of_terms(self) -> str:
        """Return why the law does not let this be offered; nothing when it is in order. Services refuse with it."""
        return ""

    def refusal_of_answer(self, occurrence: "Occurrence | None", given: Mapping[str, Any], own: "Iterable[Occurrence]") -> str:
        """Return why this cannot be answered like that; nothing when it can. `own` are the dates this person answered already."""
        return ""

    def suits(self, offer: "ListingPage") -> bool:
        """Tell whether this request is met by that offer of the same kind; kinds for which it makes sense say when."""
        return False

    def refusal_of_change(self, fields: Mapping[str, Any]) -> str:
        return ""

    def note_end(self, reason: str) -> None:
        """Note in the kind's own fields that the listing ends."""

    def skip(self, day: date) -> None:
        """Take one day out of the timetable."""

    def describe(self) -> str:
        """Return the one line that stands under the title in lists; kept in English too, while feeds and programs speak the first language."""
        return ""

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """Return (icon, label, value) rows for the listing's page."""
        return []

    def own_words(self) -> list[str]:
        """Return further texts that a search should find."""
        return []

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.KIND or self.kind
        lines.write(self)
        self.search_text = search.searchable(self.title, self.body, self.summary, self.street, *self.own_words())
        self.closed_at = (self.closed_at or timezone.now()) if self.state == self.State.CLOSED else None
        self.draft_title, self.live = self.title, self.is_for_everybody
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "ListingPage":
        """Restore the words of a revision; keep everything else as it is now."""
        restored = super().with_content_json(content)
        for name in self.KEPT_FIELDS:
            setattr(restored, name, getattr(self, name))
        return restored

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components:
            raise Http404
        return RouteResult(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not type(self).objects.visible_to(request.user).filter(pk=self.pk).exists():
            raise Http404
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated or not self.is_for_everybody:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        return super().get_sitemap_urls(request) if self.is_for_everybody else []

    def get_indexed_instance(self) -> None:
        """Stay out of the CMS's index; see search_fields."""

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet:
        return super().get_indexed_objects().none()
