from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Places")

    def ready(self) -> None:
        autodiscover_modules("sections", "photo_guards", "signal_handlers")
