"""What changes state here, by theme: shops, booking, the advertisement, payments and refunds, invoices, curators' decisions, counts."""

from ads.services.booking import drop_campaign, hold_weeks, release_overdue
from ads.services.businesses import edit_business, list_business, publish_word, refuse_business, register_business
from ads.services.counting import flush_counts
from ads.services.creatives import keep_picture, receive_picture, safe_url, write_creative
from ads.services.invoicing import issue_credit_note, issue_invoice
from ads.services.payments import amounts_of, check_card, confirm_transfer, start_card, start_transfer, take_in_event
from ads.services.provisioning import directory_of, fund_of, open_slots
from ads.services.refunds import confirm_refund, send_refund
from ads.services.vetting import advance, approve_ad, cancel_campaign, refuse_ad, report_ad, resume_ad, stop_ad

__all__ = [
    "advance",
    "amounts_of",
    "approve_ad",
    "cancel_campaign",
    "check_card",
    "confirm_refund",
    "confirm_transfer",
    "directory_of",
    "drop_campaign",
    "edit_business",
    "flush_counts",
    "fund_of",
    "hold_weeks",
    "issue_credit_note",
    "issue_invoice",
    "keep_picture",
    "list_business",
    "open_slots",
    "publish_word",
    "receive_picture",
    "refuse_ad",
    "refuse_business",
    "register_business",
    "release_overdue",
    "report_ad",
    "resume_ad",
    "safe_url",
    "send_refund",
    "start_card",
    "start_transfer",
    "stop_ad",
    "take_in_event",
    "write_creative",
]
