"""What changes trust: `memberships` (the one writer of their state), `requests`, `printing`, `codes`, `objections`, `vouching`."""

from verification.services.codes import submit_code, tries_left
from verification.services.desk import cancel_desk_code, desk_codes_left, issue_desk_code, lapse_desk_codes
from verification.services.funnel import funnel_of
from verification.services.locations import forget_locations, join_by_position, position_progress
from verification.services.mailing import hand_to_provider, note_fate, send_due, settle_unsure
from verification.services.memberships import (
    cancel_cards,
    confirm_membership,
    doubt_membership,
    expire_memberships,
    leave_neighbourhood,
    move_home,
    revoke_membership,
    start_membership,
)
from verification.services.objections import object_to_cards
from verification.services.place_policy import Policy, policy_of, set_policy
from verification.services.postcodes import PostcodeReport, import_postcodes
from verification.services.printing import expire_cards, export_batch, export_card, mark_posted, prepare_card, print_batch, reissue_batch
from verification.services.recovery import enter_recovery_card, grant_forgotten_wishes, grant_wish, wish_for_card
from verification.services.requests import join_by_postcard, request_postcard
from verification.services.returning import enter_recovery_words, forget_calls, give_word, wish_for_vouchers
from verification.services.vouching.asking import ask_for_vouches, cancel_request, join_by_vouching
from verification.services.vouching.doubting import doubt_the_vouched, expire_requests, forget_vouching, tell_neighbours
from verification.services.vouching.giving import give_vouch, pass_over, withdraw_vouch
from verification.services.vouching.holding import approve_hold, refuse_hold

__all__ = [
    "Policy",
    "PostcodeReport",
    "approve_hold",
    "ask_for_vouches",
    "cancel_cards",
    "cancel_desk_code",
    "cancel_request",
    "confirm_membership",
    "desk_codes_left",
    "doubt_membership",
    "doubt_the_vouched",
    "enter_recovery_card",
    "enter_recovery_words",
    "expire_cards",
    "expire_memberships",
    "expire_requests",
    "export_batch",
    "export_card",
    "forget_calls",
    "forget_locations",
    "forget_vouching",
    "funnel_of",
    "give_vouch",
    "give_word",
    "grant_forgotten_wishes",
    "grant_wish",
    "hand_to_provider",
    "import_postcodes",
    "issue_desk_code",
    "join_by_position",
    "join_by_postcard",
    "join_by_vouching",
    "lapse_desk_codes",
    "leave_neighbourhood",
    "mark_posted",
    "move_home",
    "note_fate",
    "object_to_cards",
    "pass_over",
    "policy_of",
    "position_progress",
    "prepare_card",
    "print_batch",
    "refuse_hold",
    "reissue_batch",
    "request_postcard",
    "revoke_membership",
    "send_due",
    "set_policy",
    "settle_unsure",
    "start_membership",
    "submit_code",
    "tell_neighbours",
    "tries_left",
    "wish_for_card",
    "wish_for_vouchers",
    "withdraw_vouch",
]
