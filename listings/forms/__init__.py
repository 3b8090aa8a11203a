"""The forms of neighbours: one per kind of listing, and the answer to one."""

from listings.forms.childcare import ChildcareForm
from listings.forms.exchange import ExchangeForm
from listings.forms.giveaway import GiveawayForm
from listings.forms.group import GroupForm
from listings.forms.help import HelpForm
from listings.forms.listing import ListingForm
from listings.forms.meetup import MeetupForm
from listings.forms.message import MessageForm
from listings.forms.pledge import PledgeForm, ReceptionForm
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
    "group": GroupForm,
}

__all__ = [
    "FORMS",
    "ChildcareForm",
    "ExchangeForm",
    "GiveawayForm",
    "GroupForm",
    "HelpForm",
    "ListingForm",
    "MeetupForm",
    "MessageForm",
    "PledgeForm",
    "ReceptionForm",
    "ResponseForm",
    "RideForm",
]
