"""What listings put into the letter of the neighbourhood."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from listings.models import ListingPage
from notifications.digests import MOST_LINES, Line, digest_section


@digest_section("listings", label=_("New listings"), order=30)
def listings(place: NeighbourhoodPage, since: datetime, until: datetime) -> list[Line]:
    public = ListingPage.objects.visible_to(AnonymousUser()).at(place).open()
    rows = public.filter(first_published_at__gt=since, first_published_at__lte=until).newest_first()
    return [Line(page.title, page.url) for page in rows[:MOST_LINES]]
