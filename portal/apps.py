import gc

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, french_dates  # noqa: F401 - the first registers itself
        from portal.page_cache import invalidation

        invalidation.connect()
        french_dates.teach()
        # All models are loaded: look for garbage from now on, but not among them (see `portal.settings.base`).
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)
        gc.enable()
