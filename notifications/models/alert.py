"""An alert to a place, and the messages it consists of: the first one, its updates, and the one that ends it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.models import NeighbourhoodPage
from notifications.querysets import AlertMessageQuerySet, AlertQuerySet

#: An alert always ends [policy, domain.md §5].
LONGEST_LIFE = timedelta(days=7)
HEADLINE_LENGTH = 90
#: [policy] Metres; beyond it the whole neighbourhood is meant.
LARGEST_RADIUS = 5_000


class Alert(models.Model):
    class Status(models.TextChoices):
        ACTUAL = "Actual", _("real")
        EXERCISE = "Exercise", _("exercise")
        TEST = "Test", _("test")

    class Severity(models.TextChoices):
        INFORMATION = "information", _("Information")
        VIGILANCE = "vigilance", pgettext_lazy("severity", "Watch")
        URGENCE = "urgence", _("Emergency")

    class Category(models.TextChoices):
        LOST_PET = "lost_pet", _("Lost pet")
        FOUND_PET = "found_pet", _("Found pet")
        LOST_OBJECT = "lost_object", _("Lost object")
        MISSING_PERSON = "missing_person", _("Missing person")
        OUTAGE = "outage", _("Power cut or breakdown")
        WATER = "water", _("Water")
        ROAD = "road", _("Road or access")
        WEATHER = "weather", _("Weather")
        FIRE = "fire", _("Fire or pollution")
        EVENT = "event", _("Exceptional event")
        #: Called otherwise than the severity it once shared its name with: one form asks for both.
        VIGILANCE = "vigilance", _("Another risk")

    class Area(models.TextChoices):
        WHOLE = "whole", _("The whole neighbourhood")
        CIRCLE = "circle", _("Around a point")
        POLYGON = "polygon", _("A drawn area")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        ACTIVE = "active", _("under way")
        ENDED = "ended", _("ended")

    class Ending(models.TextChoices):
        ALL_CLEAR = "all_clear", _("all clear")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    #: Published and not ended: what a banner shows.
    RUNNING_STATES = (State.SENDING, State.ACTIVE)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Made with the form and sent back by it: pressing the button twice publishes once.
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("neighbourhood"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="alerts", verbose_name=_("author")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTUAL)
    category = models.CharField(_("category"), max_length=15, choices=Category)
    severity = models.CharField(_("severity"), max_length=11, choices=Severity, default=Severity.INFORMATION)
    headline = models.CharField(_("headline"), max_length=HEADLINE_LENGTH)
    description = models.TextField(_("what happens"), max_length=1500, blank=True)
    instruction = models.TextField(_("what to do"), max_length=600, blank=True)
    area = models.CharField(_("area"), max_length=7, choices=Area, default=Area.WHOLE)
    centre_lat = models.FloatField(null=True, blank=True)
    centre_lon = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(_("radius in metres"), null=True, blank=True)
    polygon = models.JSONField(_("drawn area"), null=True, blank=True, help_text=_("GeoJSON Polygon or MultiPolygon, WGS 84."))
    #: A neighbour's alert begins in its area; two others who confirm it widen it to the neighbourhood.
    by_resident = models.BooleanField(default=False, editable=False)
    widened_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Its author came lately: it goes by every way but text messages.
    without_texts = models.BooleanField(default=False, editable=False)
    #: The first alert about the same event: whoever that one tells is not told by this one (ALR-16).
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="doubles")
    asks_roll_call = models.BooleanField(_("ask people how they are"), default=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    effective = models.DateTimeField(_("from"), default=timezone.now)
    expires = models.DateTimeField(_("until"))
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    ending = models.CharField(max_length=9, choices=Ending, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        ordering = ["-effective", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(expires__gt=models.F("effective")), name="an_alert_ends_after_it_begins"),
            models.CheckConstraint(
                condition=models.Q(expires__lte=models.F("effective") + LONGEST_LIFE), name="an_alert_ends_within_a_week"
            ),
            models.CheckConstraint(
                condition=~models.Q(area="circle") | models.Q(centre_lat__isnull=False, centre_lon__isnull=False, radius_m__isnull=False),
                name="a_circle_has_a_centre_and_a_radius",
            ),
            models.CheckConstraint(
                condition=~models.Q(area="polygon") | models.Q(polygon__isnull=False), name="a_drawn_area_has_an_outline"
            ),
            models.CheckConstraint(
                condition=(models.Q(state="ended") & ~models.Q(ending="") & models.Q(ended_at__isnull=False))
                | (~models.Q(state="ended") & models.Q(ending="")),
                name="an_ended_alert_says_how_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "-effective"], name="alert_of_place"),
            models.Index(fields=["expires"], name="alert_running", condition=models.Q(state__in=["sending", "active"])),
            models.Index(fields=["author", "-created_at"], name="alert_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:alert", args=[self.public_id])

    def clean(self) -> None:
        super().clean()
        if self.expires and self.effective and not self.effective < self.expires <= self.effective + LONGEST_LIFE:
            raise ValidationError({"expires": _("An alert ends at most seven days after it begins.")})
        if self.asks_roll_call and self.severity == self.Severity.INFORMATION:
            raise ValidationError({"asks_roll_call": _("People are asked how they are in serious alerts only.")})
        if self.area == self.Area.CIRCLE and not 0 < (self.radius_m or 0) <= LARGEST_RADIUS:
            raise ValidationError({"area": _("A circle has a radius of at most %(most)s metres.") % {"most": LARGEST_RADIUS}})

    @property
    def is_running(self) -> bool:
        """Whether it is published, not ended, and its time is not over (whatever the sweeper has seen yet)."""
        return self.state in self.RUNNING_STATES and self.expires > timezone.now()

    @property
    def longest_end(self) -> datetime:
        """The moment at which it ends at the latest, however often it is extended."""
        return self.effective + LONGEST_LIFE

    @property
    def waits_for_confirmation(self) -> bool:
        """Whether neighbours can still carry it from its area to the whole neighbourhood."""
        return self.by_resident and self.widened_at is None and self.area != self.Area.WHOLE and self.is_running

    @property
    def is_about_a_loss(self) -> bool:
        """Whether it ends well by something being found."""
        return self.category in {self.Category.LOST_PET, self.Category.LOST_OBJECT, self.Category.MISSING_PERSON}

    @property
    def rank(self) -> int:
        """How serious it is, as a number to compare by."""
        return self.Severity.values.index(self.severity)

    @property
    def is_drill(self) -> bool:
        """Whether its word "exercise" must come first wherever it is read (ALR-13)."""
        return self.status != self.Status.ACTUAL


class AlertMessage(models.Model):
    """One version of an alert, frozen as it was sent. Its existence is the order to deliver it."""

    class Type(models.TextChoices):
        ALERT = "Alert", _("Alert")
        UPDATE = "Update", pgettext_lazy("message", "Update")
        CANCEL = "Cancel", _("End of alert")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="messages")
    #: Its name in CAP and in feeds. Random: a database put back from a copy never gives one out twice (CAP-02).
    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    version = models.PositiveSmallIntegerField()
    msg_type = models.CharField(max_length=6, choices=Type)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    headline = models.CharField(max_length=HEADLINE_LENGTH)
    text = models.TextField(max_length=2500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    #: After this nobody is told any more.
    expires = models.DateTimeField()
    #: Changes the page and the feeds, and wakes nobody.
    silent = models.BooleanField(default=False, db_default=False, editable=False)
    #: Fan-out: people up to this number have their deliveries; None once all have.
    fan_out_after = models.BigIntegerField(null=True, default=0)

    objects = AlertMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of an alert")
        ordering = ["alert", "version"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "version"], name="one_message_per_version"),
            models.UniqueConstraint(fields=["alert"], condition=models.Q(msg_type="Cancel"), name="an_alert_ends_once"),
        ]
        indexes = [models.Index(fields=["id"], name="message_to_fan_out", condition=models.Q(fan_out_after__isnull=False))]

    def __str__(self) -> str:
        return f"{self.msg_type} {self.alert_id}.{self.version}"
