"""What a shop buys: a campaign is one advertisement, in the weeks and spots of its placements."""

import uuid
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ads import weeks
from ads.models.business import Business
from ads.models.offer import Slot
from ads.querysets.campaigns import AdReportQuerySet, CampaignQuerySet, PlacementQuerySet


class Campaign(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "basket")
        PRICED = "priced", pgettext_lazy("campaign", "to be paid")
        VETTING = "vetting", pgettext_lazy("campaign", "paid, read by the curators")
        SCHEDULED = "scheduled", pgettext_lazy("campaign", "ready, waits for its week")
        RUNNING = "running", pgettext_lazy("campaign", "running")
        ENDED = "ended", pgettext_lazy("campaign", "ended")
        REFUSED = "refused", pgettext_lazy("campaign", "refused")
        STOPPED = "stopped", pgettext_lazy("campaign", "stopped")
        DROPPED = "dropped", pgettext_lazy("campaign", "dropped")

    #: Not paid yet: its weeks are held until `held_until`.
    UNPAID = (State.DRAFT, State.PRICED)
    #: Paid for and not over.
    PAID = (State.VETTING, State.SCHEDULED, State.RUNNING)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="campaigns")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    text = models.CharField(_("your line"), max_length=90, blank=True)
    image = models.ForeignKey("home.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    image_alt = models.CharField(_("what the picture shows"), max_length=150, blank=True)
    landing_url = models.URLField(_("where a click leads"), blank=True)
    #: Whoever pays for another says so; empty when the shop pays itself (ADS-01).
    payer = models.CharField(_("who pays, if it is not you"), max_length=120, blank=True)
    charter_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "held_until"], name="campaign_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(landing_url="") | models.Q(landing_url__startswith="https://"), name="a_click_leads_to_https"
            ),
            models.CheckConstraint(condition=models.Q(image__isnull=True) | ~models.Q(image_alt=""), name="a_picture_has_its_words"),
        ]

    def __str__(self) -> str:
        return self.text or str(self.public_id)

    @property
    def paid_by(self) -> str:
        return self.payer or self.business.legal_name


class Placement(models.Model):
    """One week of one spot. Two shops never hold the same: the database refuses the second (ADS-03)."""

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("placement", "kept for the basket")
        BOOKED = "booked", pgettext_lazy("placement", "paid, to be read")
        APPROVED = "approved", pgettext_lazy("placement", "accepted")
        REFUSED = "refused", pgettext_lazy("placement", "refused")
        STOPPED = "stopped", pgettext_lazy("placement", "stopped")
        CANCELLED = "cancelled", pgettext_lazy("placement", "cancelled by the shop")
        LOST = "lost", pgettext_lazy("placement", "paid too late")
        RELEASED = "released", pgettext_lazy("placement", "given back")

    #: These keep others out.
    TAKING = (State.HELD, State.BOOKED, State.APPROVED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="placements")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="placements")
    week = models.DateField()
    days = models.PositiveSmallIntegerField(default=7)
    price = models.DecimalField(max_digits=7, decimal_places=2)
    refunded = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    reason = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    #: A neighbour reported it: it is not shown until a curator has looked.
    suspended_at = models.DateTimeField(null=True, blank=True)
    #: A curator looked at a report and let it stand: further reports wait for a curator, and stop nothing.
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        ordering = ["week", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "week"],
                condition=models.Q(state__in=["held", "booked", "approved"]),
                name="one_shop_per_slot_and_week",
            ),
            models.CheckConstraint(condition=models.Q(week__week_day=2), name="a_week_begins_on_monday"),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0) & models.Q(refunded__lte=models.F("price")), name="no_more_is_given_back_than_paid"
            ),
        ]
        indexes = [models.Index(fields=["week", "state"], name="placement_of_week")]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.week}"

    @property
    def net(self) -> Decimal:
        """What is left of the price after refunds, without VAT."""
        return self.price - self.refunded

    @property
    def number(self) -> int:
        return weeks.number(self.week)

    @property
    def span(self) -> str:
        return weeks.span(self.week)

    @property
    def is_standing(self) -> bool:
        """Tell whether it is shown now."""
        return self.state == self.State.APPROVED and self.suspended_at is None and self.week == weeks.this_week()


class AdReport(models.Model):
    """Somebody says that an advertisement is not right."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("what is wrong with it?"), max_length=500)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AdReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an advertisement")
        verbose_name_plural = _("reports of advertisements")
        constraints = [models.UniqueConstraint(fields=["placement", "reporter"], name="one_report_per_person")]

    def __str__(self) -> str:
        return self.text
