"""Browsers that want notifications, and how the services behind them behave."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.querysets import PushSubscriptionQuerySet


class PushSubscription(models.Model):
    """One browser of one person (RFC 8030).

    The address is kept as it is: without our private VAPID key, which is not in the database, nobody can send to it, and
    it names a device to its maker only. It goes with the account, with the session it was made in, and with the browser.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField()
    #: SHA-256 of the endpoint: what makes a browser unique, whatever the length of its address.
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    host = models.CharField(max_length=253)
    p256dh = models.BinaryField()
    auth = models.BinaryField()
    label = models.CharField(_("browser"), max_length=60, blank=True)
    #: SHA-256 of the session it was made in, so that signing out there ends it (WPU-10).
    session = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: When the browser last told us that it is there.
    seen_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    first_failed_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    objects = PushSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscribed browser")
        verbose_name_plural = _("subscribed browsers")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.pk}"

    @staticmethod
    def fingerprint_of(text: str) -> str:
        """Return what stands for an endpoint, or for a session."""
        return hashlib.sha256(text.encode()).hexdigest() if text else ""


class PushHost(models.Model):
    """How a push service behaves, shared by all workers: when it may be asked again, and whether it refuses us."""

    host = models.CharField(max_length=253, primary_key=True)
    rest_until = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    #: Refused so often that asking on would only harm our name; ends by hand, or with another key.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_key = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("push service")
        verbose_name_plural = _("push services")

    def __str__(self) -> str:
        return self.host
