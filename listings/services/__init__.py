"""What happens to listings and responses. Every function locks what its rule is about and may be called twice."""

from listings.services.calendars import renew_calendar_key
from listings.services.childcare import note_meeting
from listings.services.conversations import forget_conversations, leave_conversations, mark_read, send_message
from listings.services.drafts import edit_listing, save_draft
from listings.services.exchanges import say_given, say_received
from listings.services.giveaways import draw_takers
from listings.services.ledger import return_hours, settle_time_account, transfer_hours
from listings.services.lifecycle import (
    approve_listing,
    close_listing,
    close_listings_of_former_resident,
    expire_listing,
    pause_listing,
    publish_listing,
    remove_listing,
    renew_listing,
    resume_listing,
    warn_of_expiry,
)
from listings.services.lines import rewrite_lines
from listings.services.loans import remind_of_return
from listings.services.matches import look_for_matches
from listings.services.occurrences import cancel_occurrence, decide_attendance, remind, write_more_dates
from listings.services.offers import lapse_offer, take_offer
from listings.services.parts import promise_to_bring, take_back_promise
from listings.services.photos import Picture, arrange_photos, delete_picture, drop_forgotten_photos, own_photo, stage_photo
from listings.services.purchases.deciding import decide_purchase, fail_purchase, lock_purchase, remind_of_closing
from listings.services.purchases.delivering import (
    choose_slot,
    close_purchase,
    mark_ordered,
    open_distribution,
    record_reception,
    tick,
)
from listings.services.purchases.pledging import pledge, withdraw_pledge, withdraw_pledges_of_former_resident
from listings.services.purchases.team import hand_over_purchases, name_deputy, step_down
from listings.services.responses import (
    accept_response,
    cancel_response,
    decline_response,
    mark_done,
    mark_no_show,
    respond,
    respond_on_dates,
    withdraw_answers_of_former_resident,
    withdraw_response,
)
from listings.services.rings import agree_to_ring, decline_match, unravel_ring
from listings.services.searches import save_search, stop_search, tell_searches
from listings.services.several import accept_every, decline_every, withdraw_every
from listings.services.traders import answer_trader_question

__all__ = [
    "Picture",
    "accept_every",
    "accept_response",
    "agree_to_ring",
    "answer_trader_question",
    "approve_listing",
    "arrange_photos",
    "cancel_occurrence",
    "cancel_response",
    "choose_slot",
    "close_listing",
    "close_listings_of_former_resident",
    "close_purchase",
    "decide_attendance",
    "decide_purchase",
    "decline_every",
    "decline_match",
    "decline_response",
    "delete_picture",
    "draw_takers",
    "drop_forgotten_photos",
    "edit_listing",
    "expire_listing",
    "fail_purchase",
    "forget_conversations",
    "hand_over_purchases",
    "lapse_offer",
    "leave_conversations",
    "lock_purchase",
    "look_for_matches",
    "mark_done",
    "mark_no_show",
    "mark_ordered",
    "mark_read",
    "name_deputy",
    "note_meeting",
    "open_distribution",
    "own_photo",
    "pause_listing",
    "pledge",
    "promise_to_bring",
    "publish_listing",
    "record_reception",
    "remind",
    "remind_of_closing",
    "remind_of_return",
    "remove_listing",
    "renew_calendar_key",
    "renew_listing",
    "respond",
    "respond_on_dates",
    "resume_listing",
    "return_hours",
    "rewrite_lines",
    "save_draft",
    "save_search",
    "say_given",
    "say_received",
    "send_message",
    "settle_time_account",
    "stage_photo",
    "step_down",
    "stop_search",
    "take_back_promise",
    "take_offer",
    "tell_searches",
    "tick",
    "transfer_hours",
    "unravel_ring",
    "warn_of_expiry",
    "withdraw_answers_of_former_resident",
    "withdraw_every",
    "withdraw_pledge",
    "withdraw_pledges_of_former_resident",
    "withdraw_response",
    "write_more_dates",
]
