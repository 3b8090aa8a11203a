"""Wagtail's page « my account », less first name, last name and picture: they live nowhere in Palier."""

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account as wagtail_account


class AccountView(wagtail_account.AccountView):
    hidden = {"name_email", "avatar"}

    def get_panels(self) -> list[wagtail_account.BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if panel.name not in self.hidden]


account = require_admin_access(AccountView.as_view())
