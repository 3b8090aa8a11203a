"""Reads, by theme. A reader starts with `visible_to`; what it leaves out does not exist for that person."""

from listings.querysets.conversations import ConversationQuerySet, MessageQuerySet
from listings.querysets.figures import LegalFigureQuerySet, SchoolHolidayQuerySet
from listings.querysets.listings import IN_ROWS, ON_CARD, GiveawayManager, ListingManager, ListingQuerySet
from listings.querysets.occurrences import OccurrenceQuerySet
from listings.querysets.photos import ListingPhotoQuerySet, StagedPhotoQuerySet
from listings.querysets.purchases import GroupBuyManager, PledgeQuerySet, PurchaseDateQuerySet, SlotQuerySet
from listings.querysets.responses import ResponseQuerySet
from listings.querysets.searches import SavedSearchQuerySet
from listings.querysets.traders import TraderQuestionQuerySet

__all__ = [
    "IN_ROWS",
    "ON_CARD",
    "ConversationQuerySet",
    "GiveawayManager",
    "GroupBuyManager",
    "LegalFigureQuerySet",
    "ListingManager",
    "ListingPhotoQuerySet",
    "ListingQuerySet",
    "MessageQuerySet",
    "OccurrenceQuerySet",
    "PledgeQuerySet",
    "PurchaseDateQuerySet",
    "ResponseQuerySet",
    "SavedSearchQuerySet",
    "SchoolHolidayQuerySet",
    "SlotQuerySet",
    "StagedPhotoQuerySet",
    "TraderQuestionQuerySet",
]
