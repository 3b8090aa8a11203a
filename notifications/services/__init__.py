"""What changes state here: telling people (`telling`), and the life of an alert (`alerts`)."""

from notifications.services.telling import mark_all_read, notify, set_preference

__all__ = ["mark_all_read", "notify", "set_preference"]
