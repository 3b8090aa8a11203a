"""The printing desk in the admin's menu, and what the audit log calls the things that happen here. No entry names a home."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from verification.founding.permissions import decides_somewhere
from verification.permissions import neighbourhoods_printed_by

_ACTIONS = {
    "membership_started": (_("Membership started"), _("Chose this neighbourhood")),
    "membership_pending": (_("Proof awaited"), _("Asked to be verified")),
    "membership_confirmed": (_("Membership confirmed"), _("Proved to live here")),
    "membership_expiring": (_("Membership ends soon"), _("Announced the end of the membership")),
    "membership_expired": (_("Membership expired"), _("Ended the membership after its time")),
    "membership_left": (_("Membership left"), _("Left the neighbourhood")),
    "membership_doubted": (_("Membership in doubt"), _("Asked for a new proof")),
    "membership_revoked": (_("Membership revoked"), _("Revoked the membership")),
    "card_requested": (_("Postcard requested"), _("Asked for a postcard")),
    "card_prepared": (_("Postcard prepared"), _("Prepared a postcard")),
    "card_exported": (_("Postcard exported"), _("Exported one card")),
    "card_used": (_("Postcard used"), _("Used the code of a card")),
    "card_locked": (_("Postcard locked"), _("Typed too many wrong codes")),
    "card_cancelled": (_("Postcard cancelled"), _("Cancelled a postcard")),
    "batch_printed": (_("Batch printed"), _("Put cards into a print batch")),
    "batch_exported": (_("Batch exported"), _("Exported a print batch")),
    "batch_posted": (_("Batch posted"), _("Handed a batch to the post")),
    "batch_handed_over": (_("Batch handed to the mailing company"), _("Had a batch printed and posted by the mailing company")),
    "batch_settled": (_("Unclear cards settled"), _("Said what became of cards without a clear answer")),
    "card_handed_over": (_("Postcard accepted by the mailing company"), _("The mailing company accepted a card")),
    "batch_reissued": (_("Batch made again"), _("Had the cards of a batch made again")),
    "place_proposed": (_("Neighbourhood proposed"), _("Proposed a neighbourhood")),
    "place_gathering": (_("Gathering begun"), _("Let neighbours gather")),
    "place_review": (_("Neighbourhood under review"), _("Complete: waits for the curators")),
    "place_live": (_("Neighbourhood opened"), _("Opened the neighbourhood")),
    "place_dormant": (_("Neighbourhood dormant"), _("Has had no curator for too long")),
    "place_lapsed": (_("Founding ended"), _("Ended without opening")),
    "place_archived": (_("Neighbourhood closed"), _("Closed, with its archive")),
    "founding_sponsored": (_("Founding sponsored"), _("Vouched for the neighbourhood as its town")),
    "founding_invited": (_("Invitation asked for"), _("Asked Palier to invite somebody")),
    "founding_forgotten": (_("Founding forgotten"), _("Erased what was kept of it")),
    "archive_asked": (_("Closing asked for"), _("Asked for the archive")),
    "archive_exported": (_("Archive fetched"), _("Fetched the archive")),
    "policy_changed": (_("Policy of proofs changed"), _("Changed which proofs count")),
    "desk_code_issued": (_("Desk code handed over"), _("Handed over a code at the desk")),
    "desk_code_cancelled": (_("Desk code cancelled"), _("Cancelled a desk code")),
    "desk_code_used": (_("Desk code used"), _("A desk code was used")),
    "dwelling_objected": (_("Objection"), _("Asked for no more cards")),
    "vouch_asked": (_("Vouches requested"), _("Asked neighbours to vouch")),
    "vouch_given": (_("Vouch given"), _("Vouched for a neighbour")),
    "vouch_withdrawn": (_("Vouch withdrawn"), _("Took a vouch back")),
    "recovery_word_given": (_("Word given for a lost password"), _("Said that this neighbour asks to come back")),
    "vouch_request_held": (_("Vouches held"), _("Held two vouches for a curator")),
    "vouch_request_released": (_("Vouches released"), _("Opened the request again: a vouch was taken back")),
    "vouch_request_confirmed": (_("Vouches counted"), _("Let somebody in on two vouches")),
    "vouch_request_refused": (_("Vouches refused"), _("Refused a request to be vouched for")),
    "vouch_request_cancelled": (_("Vouch request cancelled"), _("Took back the request to be vouched for")),
    "vouch_request_expired": (_("Vouch request expired"), _("Ended a request nobody completed")),
    "vouch_hold_approved": (_("Held vouches approved"), _("Let two held vouches count")),
    "vouch_hold_refused": (_("Held vouches refused"), _("Refused two held vouches")),
}


class DeskMenuItem(MenuItem):
    """Shown to those who print cards somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return neighbourhoods_printed_by(request.user).exists()


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    return [
        path("cartes/", include("verification.admin.urls")),
        path("quartiers/", include("verification.admin.founding_urls")),
        path("guichet/", include("verification.admin.desk_urls")),
        path("preuves/", include("verification.admin.policy_urls")),
        path("parrainages/", include("verification.admin.vouch_urls")),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return DeskMenuItem(_("Postcards"), reverse("verification_desk:places"), name="postcards", icon_name="mail", order=250)


class FoundingMenuItem(MenuItem):
    """Shown to those who decide about places somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return decides_somewhere(request.user)


@hooks.register("register_admin_menu_item")
def register_founding_menu_item() -> MenuItem:
    return FoundingMenuItem(_("To open"), reverse("founding_desk:list"), name="foundings", icon_name="globe", order=260)


@hooks.register("register_admin_menu_item")
def register_counter_menu_item() -> MenuItem:
    return DeskMenuItem(_("Desk"), reverse("verification_counter:places"), name="counter", icon_name="key", order=240)


@hooks.register("register_admin_menu_item")
def register_policy_menu_item() -> MenuItem:
    return DeskMenuItem(_("Proofs"), reverse("verification_policy:places"), name="proofs", icon_name="check", order=260)


@hooks.register("register_admin_menu_item")
def register_vouches_menu_item() -> MenuItem:
    return DeskMenuItem(_("Vouches"), reverse("vouch_desk:holds"), name="vouches", icon_name="group", order=251)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in _ACTIONS.items():
        actions.register_action(f"verification.{name}", label, message)
