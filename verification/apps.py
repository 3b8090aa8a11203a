from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "verification"
    verbose_name = _("Trust")

    def ready(self) -> None:
        import_module("verification.checks")
        import_module("verification.signal_handlers")
