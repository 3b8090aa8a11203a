"""A shop, and its free page in the neighbourhood's directory."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from ads.querysets.businesses import BusinessPageManager, BusinessPostQuerySet, BusinessQuerySet
from ads.siren import is_siren, is_siret
from home.blocks.contact import OpeningHoursBlock
from home.geo import PointField, address_panel, point_of, point_panel
from home.models import TreePage
from home.page_forms import PlaceBoundForm


class BusinessDirectoryPage(TreePage):
    SLUG = "commerces"

    base_form_class = PlaceBoundForm
    is_creatable = False  # every neighbourhood is given one
    parent_page_types = ["home.NeighbourhoodPage"]
    subpage_types = ["ads.BusinessPage"]
    max_count_per_parent = 1
    neighbourhood = models.OneToOneField(
        "home.NeighbourhoodPage", on_delete=models.RESTRICT, editable=False, related_name="business_directory"
    )

    class Meta:
        verbose_name = _("local shops of a neighbourhood")
        verbose_name_plural = _("local shops of neighbourhoods")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """List the shops by name, each with its word of this week."""
        context = super().get_context(request, *args, **kwargs)
        shops = BusinessPage.objects.live().child_of(self).for_cards().order_by("title")
        return {**context, "neighbourhood": self.neighbourhood, "shops": shops, "root": self.get_url(request)}


class BusinessPage(TreePage):
    trade = models.CharField(_("trade"), max_length=80, help_text=_("Bakery, bicycles, hairdresser…"))
    description = RichTextField(_("about the shop"), features=["bold", "italic", "ol", "ul"], blank=True)
    hours = StreamField([("opening_hours", OpeningHoursBlock())], verbose_name=_("opening hours"), blank=True, max_num=1)
    address = models.CharField(_("address of the shop"), max_length=200, blank=True)
    location = PointField(_("the shop on the map"))

    base_form_class = PlaceBoundForm
    objects = BusinessPageManager()

    is_creatable = False  # a shop registers itself
    parent_page_types = ["ads.BusinessDirectoryPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("trade"),
        FieldPanel("description"),
        FieldPanel("hours"),
        address_panel("address"),
        point_panel("location", address="address"),
    ]

    class Meta:
        verbose_name = _("page of a shop")
        verbose_name_plural = _("pages of shops")

    @property
    def point(self) -> tuple[float, float] | None:
        return point_of(self.location)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the shop, its hours and its last words."""
        context = super().get_context(request, *args, **kwargs)
        point = self.point
        return {
            **context,
            "neighbourhood": self.get_parent().specific.neighbourhood,
            "posts": BusinessPost.objects.of_page(self).newest_first()[:4],
            "pins": [{"lat": point[0], "lon": point[1], "label": self.title}] if point else [],
        }


class Business(models.Model):
    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("shop", "waiting for a curator")
        LISTED = "listed", pgettext_lazy("shop", "in the directory")
        REFUSED = "refused", pgettext_lazy("shop", "refused")
        CLOSED = "closed", pgettext_lazy("shop", "closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="businesses")
    neighbourhood = models.ForeignKey("home.NeighbourhoodPage", on_delete=models.RESTRICT, related_name="businesses")
    page = models.OneToOneField(BusinessPage, on_delete=models.SET_NULL, null=True, related_name="business")
    name = models.CharField(_("name of the shop"), max_length=80)
    legal_name = models.CharField(_("name of the firm"), max_length=120)
    siren = models.CharField("SIREN", max_length=9)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=60)
    #: For the curators' and the operator's questions and for invoices; on no page (principle 1).
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    refusal = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.UniqueConstraint(fields=["owner", "siren", "siret", "neighbourhood"], name="one_shop_per_owner_number_and_place"),
            models.CheckConstraint(condition=models.Q(state="refused") ^ models.Q(refusal=""), name="a_refused_shop_is_told_why"),
        ]
        indexes = [models.Index(fields=["neighbourhood", "state"], name="shop_waiting")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_sound_number(self) -> bool:
        return is_siret(self.siret) if self.siret else is_siren(self.siren)


class BusinessPost(models.Model):
    """A shop's word of the week. Free; the database keeps it to one a week."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="posts")
    week = models.DateField(_("week"), help_text=_("Its Monday."))
    text = models.CharField(_("your word of the week"), max_length=280)
    posted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BusinessPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the week")
        verbose_name_plural = _("words of the week")
        constraints = [models.UniqueConstraint(fields=["business", "week"], name="one_word_a_week")]

    def __str__(self) -> str:
        return self.text
