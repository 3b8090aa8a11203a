"""Ways of reaching people. The engine knows them by name only."""

from notifications.channels.base import Channel
from notifications.channels.email import EmailChannel
from notifications.channels.in_app import InAppChannel
from notifications.channels.push import PushChannel
from notifications.channels.sms import SmsChannel

CHANNELS: dict[str, type[Channel]] = {channel.name: channel for channel in (InAppChannel, PushChannel, SmsChannel, EmailChannel)}

__all__ = ["CHANNELS", "Channel", "EmailChannel", "InAppChannel", "PushChannel", "SmsChannel"]
