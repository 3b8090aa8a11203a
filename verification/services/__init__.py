"""What changes trust: `memberships` (the one writer of their state), `requests`, `printing`, `codes`, `objections`."""

from verification.services.codes import submit_code, tries_left
from verification.services.desk import cancel_desk_code, desk_codes_left, issue_desk_code
from verification.services.funnel import funnel_of
from verification.services.locations import forget_locations, join_by_position, position_progress
from verification.services.mailing import hand_to_provider, note_fate, send_due, settle_unsure
from verification.services.memberships import (
    cancel_cards,
    confirm_membership,
    expire_memberships,
    leave_neighbourhood,
    move_home,
    revoke_membership,
    start_membership,
)
from verification.services.objections import object_to_cards
from verification.services.place_policy import Policy, policy_of, set_policy
from verification.services.printing import expire_cards, export_batch, export_card, mark_posted, prepare_card, print_batch, reissue_batch
from verification.services.recovery import enter_recovery_card, grant_forgotten_wishes, grant_wish, wish_for_card
from verification.services.requests import join_by_postcard, request_postcard

__all__ = [
    "Policy",
    "cancel_cards",
    "cancel_desk_code",
    "confirm_membership",
    "desk_codes_left",
    "enter_recovery_card",
    "expire_cards",
    "expire_memberships",
    "export_batch",
    "export_card",
    "forget_locations",
    "funnel_of",
    "grant_forgotten_wishes",
    "grant_wish",
    "hand_to_provider",
    "issue_desk_code",
    "join_by_position",
    "join_by_postcard",
    "leave_neighbourhood",
    "mark_posted",
    "move_home",
    "note_fate",
    "object_to_cards",
    "policy_of",
    "position_progress",
    "prepare_card",
    "print_batch",
    "reissue_batch",
    "request_postcard",
    "revoke_membership",
    "send_due",
    "set_policy",
    "settle_unsure",
    "start_membership",
    "submit_code",
    "tries_left",
    "wish_for_card",
]
