"""What the audit log calls the things that happen to an account. No entry holds a name, a code or an address."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.recovery_sheet_made", _("Recovery sheet made"), _("Made a recovery sheet"))
    actions.register_action("accounts.recovery_asked", _("Recovery asked for"), _("Asked two neighbours to help them back in"))
    actions.register_action("accounts.recovery_requested", _("Recovery requested"), _("Showed a way back into the account"))
    actions.register_action("accounts.recovery_used", _("Recovery used"), _("Chose a new password after a recovery"))
    actions.register_action("accounts.token_created", _("Access key made"), _("Made an access key for a program"))
    actions.register_action("accounts.token_revoked", _("Access key revoked"), _("Revoked an access key"))
    actions.register_action("accounts.recovery_cancelled", _("Recovery cancelled"), _("Cancelled a recovery"))
