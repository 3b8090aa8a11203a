"""Exchange: what neighbours offer and ask for, and who answered.

Direction inside the package: base ← {index, photo, response, kinds of listing}.
"""

from listings.models.base import ListingPage, ListingPosition
from listings.models.giveaway import GiveawayPage
from listings.models.index import ListingIndexPage
from listings.models.photo import ListingPhoto, StagedPhoto
from listings.models.response import Response

__all__ = [
    "GiveawayPage",
    "ListingIndexPage",
    "ListingPage",
    "ListingPhoto",
    "ListingPosition",
    "Response",
    "StagedPhoto",
]
