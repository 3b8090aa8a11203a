from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        import_module("listings.signal_handlers")
