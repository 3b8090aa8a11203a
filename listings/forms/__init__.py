"""The forms of neighbours: one per kind of listing, and the answer to one."""

from listings.forms.childcare import ChildcareForm
from listings.forms.exchange import ExchangeForm
from listings.forms.giveaway import GiveawayForm
from listings.forms.help import HelpForm
from listings.forms.listing import ListingForm
from listings.forms.meetup import MeetupForm
from listings.forms.response import ResponseForm
from listings.forms.ride import RideForm

#: The form of each kind; a new kind adds its own line.
FORMS: dict[str, type[ListingForm]] = {
    "giveaway": GiveawayForm,
    "meetup": MeetupForm,
    "carpool": RideForm,
    "help": HelpForm,
    "childcare": ChildcareForm,
    "barter": ExchangeForm,
}

__all__ = ["FORMS", "ChildcareForm", "ExchangeForm", "GiveawayForm", "HelpForm", "ListingForm", "MeetupForm", "ResponseForm", "RideForm"]
