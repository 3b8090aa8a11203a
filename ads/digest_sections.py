"""The spot at the end of the letter of the neighbourhood: this week's, the same for every reader, with who pays in words (ADS-01)."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.models import Slot
from ads.querysets.campaigns import showing
from home.models import NeighbourhoodPage
from notifications.digests import Line, digest_section


@digest_section("ads", label=gettext_lazy("Advertisement"), order=90, is_news=False)
def advertisement(place: NeighbourhoodPage, since: datetime, until: datetime) -> list[Line]:
    placement = showing(place=place.pk, key=Slot.Key.LETTER, today=timezone.localdate(until))
    if placement is None:
        return []
    campaign = placement.campaign
    words = {"shop": campaign.business.name, "text": campaign.text, "payer": campaign.paid_by}
    text = _("%(shop)s – %(text)s (Paid for by %(payer)s. The same for every reader of this letter this week.)") % words
    return [Line(text, reverse("ads:go", args=[placement.public_id]))]
