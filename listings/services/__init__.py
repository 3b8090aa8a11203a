"""What happens to listings and responses. Every function locks what its rule is about and may be called twice."""

from listings.services.drafts import edit_listing, save_draft
from listings.services.giveaways import draw_takers
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
from listings.services.photos import Picture, arrange_photos, delete_picture, drop_forgotten_photos, own_photo, stage_photo
from listings.services.responses import (
    accept_response,
    cancel_response,
    decline_response,
    mark_done,
    mark_no_show,
    respond,
    withdraw_response,
)

__all__ = [
    "Picture",
    "accept_response",
    "approve_listing",
    "arrange_photos",
    "cancel_response",
    "close_listing",
    "close_listings_of_former_resident",
    "decline_response",
    "delete_picture",
    "draw_takers",
    "drop_forgotten_photos",
    "edit_listing",
    "expire_listing",
    "mark_done",
    "mark_no_show",
    "own_photo",
    "pause_listing",
    "publish_listing",
    "remove_listing",
    "renew_listing",
    "respond",
    "resume_listing",
    "save_draft",
    "stage_photo",
    "warn_of_expiry",
    "withdraw_response",
]
