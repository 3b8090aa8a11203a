from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")
    default = True

    def ready(self) -> None:
        from accounts import signal_handlers  # noqa: F401 - connects its receivers


class PalierUsersConfig(WagtailUsersAppConfig):
    """Wagtail's pages about people, for a person with a pseudonym and no first name."""

    user_viewset = "accounts.admin.viewsets.UserViewSet"
