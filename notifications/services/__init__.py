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
from notifications.services.letters import choose_letter, make_letters
from notifications.services.phone import PhoneRefused, confirm_phone, record_receipts, send_phone_code, stop_texts
from notifications.services.telling import mark_all_read, notify, quiet_hours_of, set_preference

__all__ = [
    "AlertRefused",
    "PhoneRefused",
    "SubscriptionRefused",
    "choose_letter",
    "confirm_phone",
    "end_alert",
    "forget_session",
    "make_letters",
    "mark_all_read",
    "notify",
    "publish_alert",
    "quiet_hours_of",
    "record_receipts",
    "remove_browser",
    "renew_browser",
    "send_phone_code",
    "send_trial",
    "sent_before",
    "set_preference",
    "stop_texts",
    "subscribe_browser",
    "update_alert",
]
