"""When a family and somebody who sits meet."""

from listings import limits, timetables
from listings.models.base import ListingPage


class MeetsSitters(ListingPage):
    class Meta:
        abstract = True

    def suits(self, offer: ListingPage) -> bool:
        """Tell whether a sitter takes as many children of these ages, at an hour or more that both have within two weeks."""
        fits = isinstance(offer, MeetsSitters) and set(self.ages) <= set(offer.ages) and self.children <= offer.children
        return fits and timetables.meet(timetables.soon(self), timetables.soon(offer), limits.TIME_IN_COMMON)
