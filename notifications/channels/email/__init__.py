"""E-mail. `stamping` makes the bytes, `smtp` hands them over, `channel` decides to whom."""

from notifications.channels.email.channel import EmailChannel

__all__ = ["EmailChannel"]
