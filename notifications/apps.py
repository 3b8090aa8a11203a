from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Alerts and notifications")

    def ready(self) -> None:
        autodiscover_modules("notification_kinds", "digest_sections")
        import_module("notifications.lookups")
        import_module("notifications.checks")
        import_module("notifications.desk_kinds")
        import_module("notifications.signal_handlers")
