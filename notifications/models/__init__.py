"""Tell: alerts to a place, notifications to one person, and the deliveries of both (the outbox).

Direction inside the package: {alert, notification} ← delivery, alert ← {answer, archive, operations, texts}, official; preference stands alone.
"""

from notifications.models.alert import Alert, AlertMessage
from notifications.models.answer import Confirmation, RollCallAnswer
from notifications.models.archive import AlertArchivePage
from notifications.models.delivery import Delivery
from notifications.models.digest import DigestChoice
from notifications.models.email_health import EmailHealth
from notifications.models.notification import Notification
from notifications.models.official import OfficialDecision, OfficialMessage, OfficialSource
from notifications.models.operations import Drill, Incident
from notifications.models.preference import Preference, QuietHours
from notifications.models.push import PushHost, PushSubscription
from notifications.models.sms import PhoneCode, SmsPace, SmsSpending, SmsStop
from notifications.models.texts import TextRelease

__all__ = [
    "Alert",
    "AlertArchivePage",
    "AlertMessage",
    "Confirmation",
    "Delivery",
    "DigestChoice",
    "Drill",
    "EmailHealth",
    "Incident",
    "Notification",
    "OfficialDecision",
    "OfficialMessage",
    "OfficialSource",
    "PhoneCode",
    "Preference",
    "PushHost",
    "PushSubscription",
    "QuietHours",
    "RollCallAnswer",
    "SmsPace",
    "SmsSpending",
    "SmsStop",
    "TextRelease",
]
