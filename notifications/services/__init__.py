"""What changes state here: telling people (`telling`), their browsers (`devices`), and the life of an alert (`alerts`)."""

from notifications.services.alerts import AlertRefused, end_alert, publish_alert, sent_before, update_alert
from notifications.services.devices import (
    SubscriptionRefused,
    forget_session,
    remove_browser,
    renew_browser,
    send_trial,
    subscribe_browser,
)
from notifications.services.telling import mark_all_read, notify, set_preference

__all__ = [
    "AlertRefused",
    "SubscriptionRefused",
    "end_alert",
    "forget_session",
    "mark_all_read",
    "notify",
    "publish_alert",
    "remove_browser",
    "renew_browser",
    "send_trial",
    "sent_before",
    "set_preference",
    "subscribe_browser",
    "update_alert",
]
