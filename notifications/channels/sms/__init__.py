"""Text messages. `segments` counts, `numbers` says where to, `providers/` hand over, `channel` decides to whom."""

from notifications.channels.sms.channel import SmsChannel

__all__ = ["SmsChannel"]
