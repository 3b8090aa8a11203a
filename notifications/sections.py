"""What alerts put on a neighbourhood: the page that lists them, and their place in the header."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.navigation import Entry, add
from home.neighbourhood_sections import provision
from notifications.models import AlertArchivePage, Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from home.models import NeighbourhoodPage

SLUG = "alertes"


@provision(order=40)
def alert_archive(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood its list of alerts."""
    if not AlertArchivePage.objects.child_of(neighbourhood).exists():
        neighbourhood.refresh_from_db()
        neighbourhood.add_child(instance=AlertArchivePage(title=_("Alerts"), slug=SLUG))


def _alerts_url(place: "NeighbourhoodPage | None") -> str:
    return f"{place.url}{SLUG}/" if place and place.url else reverse("notifications:recent")


def _unread(user: Any) -> "QuerySet":
    return Notification.objects.listed_for(user).unread()


def _inbox_url(place: "NeighbourhoodPage | None") -> str:
    return reverse("notifications:inbox")


add(Entry("alerts", gettext_lazy("Alerts"), "bell", _alerts_url, order=40))
add(
    Entry(
        "notifications", gettext_lazy("Notifications"), "letterbox", _inbox_url, order=20, zone="tools", waiting=_unread, members_only=True
    )
)
