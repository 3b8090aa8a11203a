"""What changes state here: telling people (`telling`), their browsers (`devices`), an alert's life (`alerts`, `care`), `neighbours`."""

from notifications.services.alerts import end_alert, extend_alert, publish_alert, quota_left, quota_used_up, sent_before, update_alert
from notifications.services.care import redrive, remind_senders
from notifications.services.devices import (
    SubscriptionRefused,
    forget_session,
    remove_browser,
    renew_browser,
    send_trial,
    subscribe_browser,
)
from notifications.services.drills import record_drills, send_monthly_tests
from notifications.services.errors import AlertRefused
from notifications.services.letters import choose_letter, make_letters
from notifications.services.neighbours import answer_roll_call, confirm_alert, forget_answers, mark_handled
from notifications.services.official import poll_sources, put_aside
from notifications.services.phone import (
    PhoneRefused,
    confirm_phone,
    gets_texts,
    is_code_open,
    record_receipts,
    send_phone_code,
    stop_texts,
)
from notifications.services.telling import forget_place, mark_all_read, notify, quiet_hours_of, set_preference
from notifications.services.texts import release_texts

__all__ = [
    "AlertRefused",
    "PhoneRefused",
    "SubscriptionRefused",
    "answer_roll_call",
    "choose_letter",
    "confirm_alert",
    "confirm_phone",
    "end_alert",
    "extend_alert",
    "forget_answers",
    "forget_place",
    "forget_session",
    "gets_texts",
    "is_code_open",
    "make_letters",
    "mark_all_read",
    "mark_handled",
    "notify",
    "poll_sources",
    "publish_alert",
    "put_aside",
    "quiet_hours_of",
    "quota_left",
    "quota_used_up",
    "record_drills",
    "record_receipts",
    "redrive",
    "release_texts",
    "remind_senders",
    "remove_browser",
    "renew_browser",
    "send_monthly_tests",
    "send_phone_code",
    "send_trial",
    "sent_before",
    "set_preference",
    "stop_texts",
    "subscribe_browser",
    "update_alert",
]
