"""What the page of a group purchase needs to know, prepared for one reader."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from listings import amounts, places
from listings.components import ListingPanel
from listings.forms.pledge import PledgeForm
from listings.models import Conversation, GroupBuyPage, Pledge, total
from listings.permissions import can_pledge, can_run
from listings.reckoning import Standing, standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from listings.models import PledgeLine

Phase = GroupBuyPage.Phase
#: More doors than this cannot be told apart: each then stands for several.
MOST_DOORS = 24
#: How many plates of those who take part are shown.
PLATES = 8


def euros(amount: Decimal) -> str:
    """Return an amount as it stands in a sentence: cents only where there are some."""
    return f"{amounts.plain(amount)}\u00a0€"


class GroupPanel(ListingPanel):
    """A group purchase for one reader. `filling` names the product whose begun pack the reader wants to fill."""

    listing: GroupBuyPage

    def __init__(self, listing: GroupBuyPage, user: "User | AnonymousUser", filling: str = "") -> None:
        super().__init__(listing, user)
        self.filling = filling

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.listing)

    @property
    def facts(self) -> list[dict[str, "str | Promise"]]:
        rows = list(self.listing.facts())
        if words := places.exact(self.listing, exactly=self.knows_exactly):
            rows.append(("lock", _("Where, exactly"), words))
        elif hasattr(self.listing, "exact_place"):
            rows.append(("lock", _("Where, exactly"), _("told to those who take part, once it is settled")))
        return [{"icon": icon, "label": label, "value": value} for icon, label, value in rows]

    @cached_property
    def can_run(self) -> bool:
        return can_run(self.user, self.listing)

    @cached_property
    def is_deputy(self) -> bool:
        return self.user.is_authenticated and self.listing.deputy_id == self.user.pk

    @cached_property
    def can_pledge(self) -> bool:
        return can_pledge(self.user, self.listing)

    @property
    def opens_later(self) -> bool:
        return self.listing.opens_at is not None and self.listing.opens_at > timezone.now()

    @cached_property
    def own(self) -> Pledge | None:
        """Return the reader's own pledge."""
        if not self.user.is_authenticated:
            return None
        return next((pledge for pledge in self.standing.pledges if pledge.response.resident_id == self.user.pk), None)

    @cached_property
    def own_lines(self) -> "list[PledgeLine]":
        return [line for line in self.own.lines.all() if line.due] if self.own else []

    @property
    def own_total(self) -> str:
        """What the reader pays, at the prices as they are now or were settled."""
        if self.listing.is_collecting:
            return euros(sum((self.standing.outcome.prices[line.product_id] * line.quantity for line in self.own_lines), Decimal(0)))
        return euros(total(self.own_lines))

    @property
    def own_rows(self) -> list[dict[str, str]]:
        """Return the reader's lines for components/summary.html."""
        rows = []
        for line in self.own_lines:
            price = self.standing.outcome.prices[line.product_id] if self.listing.is_collecting else line.price
            rows.append({"label": f"{line.due} × {line.product.unit}, {line.product.name}", "value": euros(price * line.due)})
        return rows

    @property
    def own_changes(self) -> list[str]:
        """Return what is not as it was when the reader pledged: a higher price, less than they asked for."""
        found = []
        for line in self.own.lines.all() if self.own else ():
            names = {"product": line.product.name, "before": euros(line.seen_price), "now": euros(line.product.price)}
            if self.listing.is_collecting and line.product.price != line.seen_price:
                found.append(_("%(product)s: %(before)s when you pledged, %(now)s now. You may withdraw.") % names)
            names |= {"got": line.due, "asked": line.quantity if line.share is None else line.ordered}
            if line.share is not None and line.share < line.ordered:
                found.append(_("%(product)s: less came than was ordered. You get %(got)s of %(asked)s.") % names)
            elif line.ordered is not None and line.ordered < line.quantity:
                found.append(_("%(product)s: the last pack did not fill. %(got)s of %(asked)s are ordered for you.") % names)
        return found

    @property
    def taking_part(self) -> int:
        return len(self.standing.pledges)

    @property
    def plates(self) -> list[str]:
        """Return pseudonyms of who takes part, for those who take part themselves or run it: nobody else learns who buys."""
        if not self.own and not self.can_run:
            return []
        return [pledge.response.resident.pseudonym for pledge in self.standing.pledges[:PLATES]]

    @property
    def takers(self) -> "list[tuple[Pledge, Conversation | None]]":
        """Return each pledge with the reader's conversation about it, if there is one."""
        conversations = Conversation.objects.visible_to(self.user).with_unread(self.user).filter(listing=self.listing.pk)
        talks = {conversation.guest_id: conversation for conversation in conversations}
        return [(pledge, talks.get(pledge.response.resident_id)) for pledge in self.standing.pledges]

    @property
    def more_plates(self) -> int:
        return max(self.taking_part - PLATES, 0)

    @property
    def helpers(self) -> int:
        return sum(pledge.helps for pledge in self.standing.pledges)

    def _levels(self) -> list[tuple[Decimal, str]]:
        """Return what is gained at which height: the minimum, then each lower price of the first product that has some."""
        product = next((product for product in self.standing.products if product.lower_prices), None)
        levels = {self.listing.threshold: _("it comes about")}
        if product:
            base = [needed for needed, _price in product.tiers]
            for needed in sorted({self.listing.threshold, *map(Decimal, base)}):
                if needed >= self.listing.threshold:
                    levels[needed] = euros(self.standing.price_if(product, needed))
        elif len(self.standing.products) == 1:
            levels[self.listing.threshold] = euros(self.standing.products[0].price)
        return sorted(levels.items())

    @cached_property
    def landings(self) -> list[dict[str, Any]]:
        """Return the landings of the stairs: what one reaches there, how much it takes, and whether it is reached."""
        reached = self.standing.reached
        return [{"gain": gain, "needed": self._measured(needed), "reached": reached >= needed} for needed, gain in self._levels()]

    @property
    def doors(self) -> tuple[int, list[int]]:
        """Return how many doors are lit, and where the landings are, for the drawing."""
        needed = [level for level, _gain in self._levels()]
        scale = min(Decimal(1), MOST_DOORS / needed[-1]) if self.listing.measure != "amount" else MOST_DOORS / needed[-1]
        marks = [max(int(level * scale), index + 1) for index, level in enumerate(needed)]
        return min(int(self.standing.reached * scale), MOST_DOORS + 6), marks

    @property
    def headline(self) -> str:
        """What it takes to climb the next landing."""
        ahead = [(needed, gain) for needed, gain in self._levels() if needed > self.standing.reached]
        if not self.listing.is_collecting:
            return str(self.listing.get_phase_display()).capitalize()
        if not ahead:
            return _("There is enough: it comes about")
        missing = self._measured(ahead[0][0] - self.standing.reached)
        if ahead[0][0] == self.listing.threshold:
            return _("Still %(missing)s for it to come about") % {"missing": missing}
        return _("Still %(missing)s to reach %(price)s") % {"missing": missing, "price": ahead[0][1]}

    def _measured(self, amount: Decimal) -> str:
        if self.listing.measure == "amount":
            return euros(amount)
        count = int(amount)
        if self.listing.measure == "packs":
            return ngettext("%(count)s pack", "%(count)s packs", count) % {"count": count}
        return ngettext("%(count)s participant", "%(count)s participants", count) % {"count": count}

    @property
    def days_left(self) -> int:
        return max((timezone.localdate(self.listing.closes_at) - timezone.localdate()).days, 0)

    @property
    def open_packs(self) -> list[Any]:
        """Return the products whose last pack is begun and not full."""
        return [row for row in self.standing.progress if row.wanting]

    @property
    def course(self) -> list[dict[str, Any]]:
        """Return what happens when, for components/timeline.html."""
        listing, phases = self.listing, list(Phase)
        at = phases.index(Phase(listing.phase))
        steps = [
            (Phase.COLLECTING, _("Pledges"), _("until %(date)s. Nobody pays yet, and everybody may withdraw.") % {"date": date_format(timezone.localtime(listing.closes_at), "l j F")}),
            (Phase.LOCKED, _("Settled"), _("if there is enough; whole packs only. From then on pledges bind.")),
            (Phase.ORDERED, _("Ordered"), _("from the supplier.")),
            (Phase.RECEIVED, _("Received"), _("and counted. If something is missing, everybody gets the same part of their order.")),
            (Phase.DISTRIBUTING, _("Handed out"), self._hours()),
        ]  # fmt: skip
        return [
            {"when": when, "text": text, "now": listing.phase == phase, "past": phases.index(phase) < at} for phase, when, text in steps
        ]

    def _hours(self) -> str:
        slots = [str(slot) for slot in self.listing.slots.all()]
        return pgettext("between hours", "; ").join(slots) + "." if slots else _("the hours are told then.")

    @cached_property
    def pledge_form(self) -> PledgeForm:
        return PledgeForm(standing=self.standing, own=self.own, filling=self.filling)
