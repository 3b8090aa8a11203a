"""The outbox: one row per person, channel and message. PostgreSQL is its only truth; see docs/alerts.md."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from notifications.models.alert import AlertMessage
from notifications.models.notification import Notification
from notifications.querysets import DeliveryQuerySet


class Channel(models.TextChoices):
    IN_APP = "in_app", _("On the site")
    PUSH = "push", _("Notification")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class Delivery(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SENDING = "sending", _("being handed over")
        SENT = "sent", _("handed over")
        DELIVERED = "delivered", _("received")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("not sent")
        EXPIRED = "expired", _("too late")
        DEAD = "dead", _("given up")

    #: Still to be done; every other state is final.
    OPEN_STATES = (State.PLANNED, State.SENDING)
    #: The person has it, or may have it: whoever ends the alert tells these people.
    REACHED_STATES = (State.SENDING, State.SENT, State.DELIVERED)

    # Found by the unique keys below: an index of their own would be written three times for every message that leaves.
    # Neither the message nor the person is looked up again by PostgreSQL for each row (decision 0023).
    alert_message = models.ForeignKey(
        AlertMessage, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False, db_constraint=False
    )
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False)
    #: An erased person stays counted, without a name.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=10, choices=Channel)
    #: Which of the person's devices; never an address, which is read when sending.
    endpoint = models.CharField(max_length=64, default="main")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    #: Why it failed or was not sent: a short word, no personal data.
    code = models.CharField(max_length=40, blank=True)
    #: The provider's own number, by which its receipts name a text message.
    provider_id = models.CharField(max_length=80, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alert_message__isnull=False, notification__isnull=True)
                | models.Q(alert_message__isnull=True, notification__isnull=False),
                name="a_delivery_has_one_subject",
            ),
            models.UniqueConstraint(
                fields=["alert_message", "user", "channel", "endpoint"],
                condition=models.Q(alert_message__isnull=False),
                name="one_delivery_per_alert_message",
            ),
            models.UniqueConstraint(
                fields=["notification", "user", "channel", "endpoint"],
                condition=models.Q(notification__isnull=False),
                name="one_delivery_per_notification",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(lease_token__isnull=False, leased_until__isnull=False),
                name="a_delivery_in_hand_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at"],
                name="delivery_due_of_alerts",
                condition=models.Q(state="planned", alert_message__isnull=False),
            ),
            models.Index(
                fields=["channel", "next_attempt_at"],
                name="delivery_due_of_notices",
                condition=models.Q(state="planned", alert_message__isnull=True),
            ),
            models.Index(fields=["provider_id"], name="delivery_of_receipt", condition=~models.Q(provider_id="")),
            models.Index(fields=["leased_until"], name="delivery_leased", condition=models.Q(state="sending")),
            models.Index(fields=["finished_at"], name="delivery_given_up", condition=models.Q(state="dead")),
            models.Index(fields=["alert_message", "channel", "state"], name="delivery_counts"),
            models.Index(fields=["user", "-id"], name="delivery_of_person", condition=models.Q(channel="in_app")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}: {self.state}"
