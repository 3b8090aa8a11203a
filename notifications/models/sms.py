"""Text messages: codes that prove a number, what a neighbourhood spends, who asked us to stop, and the pace of all workers."""

import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from phonenumber_field.modelfields import PhoneNumberField

from home.models import NeighbourhoodPage
from notifications.models.alert import AlertMessage
from notifications.querysets import PhoneCodeQuerySet

CODE_DIGITS = 6


class PhoneCode(models.Model):
    """A code on its way to a number. It is computed when it is sent and compared, and stored nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_codes")
    number = PhoneNumberField()
    #: Keyed hash of the network that asked: to count by, not to find anybody.
    network = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code for a phone number")
        indexes = [
            models.Index(fields=["-asked_at"], name="phone_code_by_time"),
            models.Index(fields=["number", "-asked_at"], name="phone_code_of_number"),
            models.Index(fields=["user", "-asked_at"], name="phone_code_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def code(self) -> str:
        """Return the six digits."""
        digest = salted_hmac(
            "notifications.phone-code", f"{self.pk}:{self.number}:{self.asked_at.timestamp()}", algorithm="sha256"
        ).digest()
        return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def is_code(self, typed: str) -> bool:
        """Compare in constant time; spaces do not matter."""
        return hmac.compare_digest("".join(typed.split()).encode(), self.code.encode())

    @staticmethod
    def network_key(network: str) -> str:
        """Return what stands for a network here."""
        return salted_hmac("notifications.phone-network", network, algorithm="sha256").hexdigest()


class SmsSpending(models.Model):
    """The segments one message of an alert may cost its neighbourhood, decided before the first of them leaves (SMS-02)."""

    alert_message = models.OneToOneField(AlertMessage, on_delete=models.CASCADE, related_name="sms_spending")
    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    segments = models.PositiveIntegerField()
    allowed = models.BooleanField()

    class Meta:
        verbose_name = _("text messages of an alert")
        indexes = [models.Index(fields=["neighbourhood", "day"], name="sms_spending_of_day", condition=models.Q(allowed=True))]

    def __str__(self) -> str:
        return f"{self.day}: {self.segments}"


class SmsStop(models.Model):
    """A number that answered STOP, as a keyed hash: kept when the account is erased (SMS-08)."""

    fingerprint = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("number that said STOP")

    def __str__(self) -> str:
        return f"{self.pk}"

    @staticmethod
    def fingerprint_of(number: str) -> str:
        """Return what stands for a number here: keyed outside the database, for numbers are few enough to try all."""
        return hmac.digest(settings.PALIER_DWELLING_KEY.encode(), f"sms-stop:{number}".encode(), hashlib.sha256).hex()


class SmsPace(models.Model):
    """When the next message may leave, for all workers together: one row."""

    next_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pace of text messages")

    def __str__(self) -> str:
        return str(self.next_at)
