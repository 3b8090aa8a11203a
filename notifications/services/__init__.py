"""What changes state here: telling people (`telling`), and the life of an alert (`alerts`)."""

from notifications.services.alerts import AlertRefused, end_alert, publish_alert, sent_before, update_alert
from notifications.services.telling import mark_all_read, notify, set_preference

__all__ = [
    "AlertRefused",
    "end_alert",
    "mark_all_read",
    "notify",
    "publish_alert",
    "sent_before",
    "set_preference",
    "update_alert",
]
