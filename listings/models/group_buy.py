"""Group purchase: neighbours pledge together, and order only when there are enough of them (domain.md §4.2)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wagtail.admin.panels import FieldPanel

from listings import amounts, kinds
from listings.models.base import ListingPage
from listings.querysets import GroupBuyManager

kinds.register(
    kinds.Kind(
        "group",
        _("Group purchases"),
        _("Buy together, only if enough join"),
        order=60,
        has_direction=False,
        has_own_course=True,
        accepted=_("You have pledged"),
        ask=_("Pledge"),
    )
)


class GroupBuyPage(ListingPage):
    class Phase(models.TextChoices):
        COLLECTING = "collecting", pgettext_lazy("purchase", "neighbours pledge")
        LOCKED = "locked", pgettext_lazy("purchase", "settled, to be ordered")
        ORDERED = "ordered", pgettext_lazy("purchase", "ordered")
        RECEIVED = "received", pgettext_lazy("purchase", "received")
        DISTRIBUTING = "distributing", pgettext_lazy("purchase", "to be picked up")
        CLOSED = "closed", pgettext_lazy("purchase", "over")
        FAILED = "failed", pgettext_lazy("purchase", "did not come about")

    class Measure(models.TextChoices):
        PARTICIPANTS = "participants", _("participants")
        PACKS = "packs", _("whole packs")
        AMOUNT = "amount", _("euros in all")

    class Payment(models.TextChoices):
        PICKUP = "pickup", _("at the pick-up")
        ORGANISER = "organiser", _("to the organiser")
        SUPPLIER = "supplier", _("to the supplier")

    KIND = "group"
    #: What a pledge rests on: it cannot change under those who have pledged.
    BOUND_FIELDS: ClassVar[tuple[str, ...]] = (
        "measure", "threshold", "opens_at", "closes_at", "most_extensions", "extension_days", "payment",
    )  # fmt: skip
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (
        *ListingPage.KEPT_FIELDS, *BOUND_FIELDS, "deputy_id", "phase", "phase_at", "extensions", "helpers_wanted", "told_soon_at",
    )  # fmt: skip
    #: A pledge binds from here on: the exact place is told, and nobody may take it back.
    BINDING: ClassVar[tuple[str, ...]] = (Phase.LOCKED, Phase.ORDERED, Phase.RECEIVED, Phase.DISTRIBUTING)

    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="deputised_purchases", editable=False
    )
    supplier = models.CharField(_("supplier"), max_length=120)
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.COLLECTING, editable=False)
    phase_at = models.DateTimeField(null=True, blank=True, editable=False)
    measure = models.CharField(_("enough is counted in"), max_length=12, choices=Measure, default=Measure.PARTICIPANTS)
    threshold = models.DecimalField(_("how much is enough"), max_digits=8, decimal_places=2, default=Decimal(2))
    opens_at = models.DateTimeField(_("pledges from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("pledges until"))
    #: If there is not enough on the last day: how many more times one waits, and how long.
    most_extensions = models.PositiveSmallIntegerField(_("extensions at most"), default=1, validators=[MaxValueValidator(2)])
    extension_days = models.PositiveSmallIntegerField(
        _("days of an extension"), default=7, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    payment = models.CharField(_("payment"), max_length=10, choices=Payment, default=Payment.PICKUP)
    area = models.CharField(_("where it is handed out, roughly"), max_length=120)
    helpers_wanted = models.PositiveSmallIntegerField(_("helpers wanted"), default=0, validators=[MaxValueValidator(20)])
    told_soon_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GroupBuyManager()

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("supplier"), FieldPanel("area")]

    class Meta:
        verbose_name = _("group purchase")
        verbose_name_plural = _("group purchases")
        indexes = [models.Index(fields=["phase", "closes_at"], name="purchase_due")]
        constraints = [
            models.CheckConstraint(condition=models.Q(threshold__gt=0), name="a_purchase_needs_something"),
            models.CheckConstraint(
                condition=models.Q(extensions__lte=models.F("most_extensions"), most_extensions__lte=2),
                name="a_purchase_waits_twice_at_most",
            ),
        ]

    @property
    def accepts_at_once(self) -> bool:
        return True

    @property
    def lasts_until(self) -> datetime | None:
        return self.closes_at

    @property
    def is_collecting(self) -> bool:
        return self.phase == self.Phase.COLLECTING

    @property
    def binds(self) -> bool:
        return self.phase in self.BINDING

    def takes_pledges(self, now: datetime | None = None) -> bool:
        """Tell whether one may pledge, change or withdraw now."""
        now = now or timezone.now()
        return (
            self.is_collecting
            and self.state == self.State.OPEN
            and (self.opens_at is None or self.opens_at <= now)
            and now < self.closes_at
        )

    def refusal_of_terms(self) -> str:
        if self.is_collecting and self.closes_at <= timezone.now():
            return str(_("The last day to pledge has passed. Choose a later one."))
        return ""

    def refusal_of_change(self, fields: Mapping[str, Any]) -> str:
        changed = any(name in fields and fields[name] != getattr(self, name) for name in self.BOUND_FIELDS)
        if changed and self.pk and self.responses.live().exists():
            return str(_("Neighbours have pledged on these terms: the minimum, the dates and the payment stay as they are."))
        return ""

    def note_end(self, reason: str) -> None:
        if reason in {self.ClosedReason.WITHDRAWN, self.ClosedReason.REMOVED} and self.phase != self.Phase.CLOSED:
            self.phase, self.phase_at = self.Phase.FAILED, timezone.now()

    def describe(self) -> str:
        until = _("Pledges until %(date)s") % {"date": date_format(timezone.localtime(self.closes_at), "l j F")}
        return f"{self.supplier}. {until}."

    @property
    def minimum_words(self) -> str:
        """How much is enough, in words."""
        if self.measure == self.Measure.AMOUNT:
            return str(_("%(amount)s € in all") % {"amount": amounts.plain(self.threshold)})
        count = int(self.threshold)
        if self.measure == self.Measure.PACKS:
            return ngettext("%(count)s whole pack", "%(count)s whole packs", count) % {"count": count}
        return ngettext("%(count)s participant", "%(count)s participants", count) % {"count": count}

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        moment = timezone.localtime(self.closes_at)
        until = _("%(day)s, %(time)s") % {"day": date_format(moment, "l j F"), "time": date_format(moment, "TIME_FORMAT")}
        return [
            ("shop", _("Supplier"), self.supplier),
            ("group", _("Ordered from"), self.minimum_words),
            ("clock", _("Pledges until"), until),
            ("euro", _("Payment"), self.get_payment_display()),
            ("pin", _("Handed out"), self.area),
        ]

    def own_words(self) -> list[str]:
        names = list(self.products.values_list("name", flat=True)) if self.pk else []
        return [self.supplier, self.area, *names]

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        fragment = "listings/_purchase_progress.html"
        return fragment if getattr(request, "htmx", False) else super().get_template(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response
