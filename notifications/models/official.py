"""Official alerts that came in, as drafts: sources are the operator's, messages wait for the curators of the places they concern."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from home.models import NeighbourhoodPage
from notifications.models.alert import Alert
from notifications.querysets import OfficialMessageQuerySet, OfficialSourceQuerySet


class OfficialSource(models.Model):
    """A feed (CAP 1.2, alone or listed in Atom) an operator trusts enough to show to curators."""

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(
        _("address of the feed"),
        max_length=500,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("https only. CAP 1.2, or Atom that lists CAP."),
    )
    place = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for"),
        help_text=_("A town or a neighbourhood; empty for the whole portal."),
    )
    is_active = models.BooleanField(_("asked every five minutes"), default=True)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    polled_at = models.DateTimeField(_("last asked"), null=True, editable=False)
    #: The word of the rule that stopped the last answer; nothing of its content.
    fault = models.CharField(_("last fault"), max_length=40, blank=True, editable=False)

    objects = OfficialSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("official feed")
        verbose_name_plural = _("official feeds")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OfficialMessage(models.Model):
    """A message that kept every rule. Shown to curators only, never by itself to anybody."""

    source = models.ForeignKey(OfficialSource, on_delete=models.CASCADE, related_name="messages")
    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    sent = models.DateTimeField()
    msg_type = models.CharField(max_length=6)
    category = models.CharField(max_length=15, choices=Alert.Category)
    severity = models.CharField(max_length=11, choices=Alert.Severity)
    event = models.CharField(max_length=200)
    headline = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    area = models.CharField(max_length=300, blank=True)
    #: Outer rings, [lon, lat]; without any it concerns every place of its source.
    rings = models.JSONField(default=list)
    expires = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    objects = OfficialMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("official message")
        ordering = ["-sent", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "sender", "identifier"], name="one_official_message_per_name")]
        indexes = [models.Index(fields=["expires"], name="official_running")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.identifier}"


class OfficialDecision(models.Model):
    """A place's curators used a message, or put it aside."""

    message = models.ForeignKey(OfficialMessage, on_delete=models.CASCADE, related_name="decisions")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision about an official message")
        constraints = [models.UniqueConstraint(fields=["message", "neighbourhood"], name="one_decision_per_place")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.neighbourhood_id}"
