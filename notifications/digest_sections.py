"""What this room and the ones below put into the letter of the neighbourhood."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage, NewsPage
from notifications.digests import MOST_LINES, Line, digest_section
from notifications.models import Alert
from notifications.wording import title_of


@digest_section("alerts", label=_("Alerts"), order=10)
def alerts(place: NeighbourhoodPage, since: datetime, until: datetime) -> list[Line]:
    rows = Alert.objects.at(place).published().filter(status=Alert.Status.ACTUAL, effective__gt=since, effective__lte=until)
    return [Line(title_of(alert), alert.get_absolute_url()) for alert in rows[:MOST_LINES]]


@digest_section("news", label=_("From the town hall"), order=20)
def news(place: NeighbourhoodPage, since: datetime, until: datetime) -> list[Line]:
    rows = NewsPage.objects.live().descendant_of(place).filter(first_published_at__gt=since, first_published_at__lte=until)
    return [Line(page.title, page.url) for page in rows.newest_first()[:MOST_LINES]]
