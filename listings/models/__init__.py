"""Exchange: what neighbours offer and ask for, and who answered.

Direction inside the package: base ← {occurrence, match} ← {bring, response ← leg}; base ← {index, photo, position, exact_place, conversation, kinds of listing};
{group_buy, response} ← group_rows; group_buy ← purchase_date.
"""

from listings.models.agenda import AgendaPage
from listings.models.base import ListingPage
from listings.models.bring import BringItem, BringPromise
from listings.models.calendar_key import CalendarKey
from listings.models.childcare import ChildcarePage
from listings.models.conversation import Conversation, Message
from listings.models.exact_place import ExactPlace
from listings.models.exchange import ExchangePage
from listings.models.giveaway import GiveawayPage
from listings.models.group_buy import GroupBuyPage
from listings.models.group_rows import PickupSlot, Pledge, PledgeLine, Product, total
from listings.models.help import HelpPage
from listings.models.index import ListingIndexPage
from listings.models.ledger import TimeAccount, TimeEntry, TimeTransfer
from listings.models.leg import Leg
from listings.models.legal_figure import LegalFigure
from listings.models.match import Match, MatchPart
from listings.models.meetup import MeetupPage
from listings.models.occurrence import Occurrence
from listings.models.photo import ListingPhoto, StagedPhoto
from listings.models.position import ListingPosition
from listings.models.purchase_date import PurchaseDate
from listings.models.response import Response
from listings.models.ride import RidePage
from listings.models.saved_search import SavedSearch, SearchHit
from listings.models.school import SchoolHoliday, SchoolZone
from listings.models.trader import TraderQuestion

__all__ = [
    "AgendaPage",
    "BringItem",
    "BringPromise",
    "CalendarKey",
    "ChildcarePage",
    "Conversation",
    "ExactPlace",
    "ExchangePage",
    "GiveawayPage",
    "GroupBuyPage",
    "HelpPage",
    "Leg",
    "LegalFigure",
    "ListingIndexPage",
    "ListingPage",
    "ListingPhoto",
    "ListingPosition",
    "Match",
    "MatchPart",
    "MeetupPage",
    "Message",
    "Occurrence",
    "PickupSlot",
    "Pledge",
    "PledgeLine",
    "Product",
    "PurchaseDate",
    "Response",
    "RidePage",
    "SavedSearch",
    "SchoolHoliday",
    "SchoolZone",
    "SearchHit",
    "StagedPhoto",
    "TimeAccount",
    "TimeEntry",
    "TimeTransfer",
    "TraderQuestion",
    "total",
]
