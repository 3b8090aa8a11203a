"""Web Push. `encryption` and `vapid` make a request nobody else can read or forge, `channel` sends it, `health` reads the answers."""

from notifications.channels.push.channel import PushChannel

__all__ = ["PushChannel"]
