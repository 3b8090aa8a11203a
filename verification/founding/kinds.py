"""What founding tells people. Every message leads to a page of this site; none names who did what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import NeighbourhoodPage
from notifications.kinds import Message, NotificationKind, register
from notifications.themes import concerning
from verification.models import Founding

if TYPE_CHECKING:
    from accounts.models import User


@concerning("founding")
def takes_part_in_a_founding(user: "User") -> bool:
    """Tell whether what is told about a neighbourhood on its way concerns this person: its founder, and those who gather there."""
    return Founding.objects.visible_to(user).exists()


def _founding(data: Mapping[str, object]) -> Founding:
    return Founding.objects.select_related("neighbourhood").get(pk=data["founding"])


def _page(founding: Founding) -> str:
    return founding.neighbourhood.url or "/"


class FoundingKind(NotificationKind):
    """Something about one founding: a subclass writes the title and the body, for the place's name."""

    theme = "founding"

    def build(self, data: Mapping[str, object]) -> Message:
        founding = _founding(data)
        title, body = self.words(founding, founding.neighbourhood.title)
        return Message(title=title, body=body, url=self.url(founding))

    def words(self, founding: Founding, place: str) -> tuple[str, str]:
        raise NotImplementedError

    def url(self, founding: Founding) -> str:
        return _page(founding)


@register
class ToReadKind(FoundingKind):
    key = "founding_to_read"
    theme = "desk"
    label = gettext_lazy("Somebody proposes a neighbourhood in my town")

    def words(self, founding, place):
        return _("A neighbourhood is proposed: %(place)s") % {"place": place}, _(
            "Neighbours may gather now. You can sponsor it, or stop it."
        )

    def url(self, founding):
        return reverse("founding_desk:detail", args=[founding.public_id])


@register
class ToReviewKind(FoundingKind):
    key = "founding_to_review"
    theme = "desk"
    label = gettext_lazy("A neighbourhood of my town waits to be opened")

    def words(self, founding, place):
        return _("%(place)s waits to be opened") % {"place": place}, _("Look at its boundary and its reason, then open it, or say why not.")

    def url(self, founding):
        return reverse("founding_desk:detail", args=[founding.public_id])


@register
class WaitsKind(FoundingKind):
    key = "founding_waits"
    label = gettext_lazy("A neighbourhood of my town still waits to be opened")

    def words(self, founding, place):
        day = date_format(founding.review_at, "j F")
        body = _("It has been complete since %(day)s, and its neighbours wait for an answer. Open it, send it back, or say why not.")
        return _("%(place)s still waits to be opened") % {"place": place}, body % {"day": day}

    def url(self, founding):
        return reverse("founding_desk:detail", args=[founding.public_id])


@register
class InReviewKind(FoundingKind):
    key = "founding_in_review"
    label = gettext_lazy("My neighbourhood is complete and waits for its opening")

    def words(self, founding, place):
        return _("%(place)s is complete") % {"place": place}, _("The town hall looks at it now. You will hear from us when it opens.")


@register
class AcceptedKind(FoundingKind):
    key = "founding_accepted"
    label = gettext_lazy("My neighbourhood is open")

    def words(self, founding, place):
        return _("%(place)s is open") % {"place": place}, _("Its page, its listings and its alerts are yours from today.")


@register
class RefusedKind(FoundingKind):
    key = "founding_refused"
    label = gettext_lazy("My neighbourhood will not be opened")

    def words(self, founding, place):
        body = _("The reason given: %(reason)s You are free to join another neighbourhood.") % {"reason": founding.outcome_reason}
        return _("%(place)s will not be opened") % {"place": place}, body

    def url(self, founding):
        return reverse("home:find")


@register
class SentBackKind(FoundingKind):
    key = "founding_sent_back"
    label = gettext_lazy("The boundary I drew must change")

    def words(self, founding, place):
        return _("Another boundary for %(place)s") % {"place": place}, founding.change_asked

    def url(self, founding):
        return founding.get_absolute_url()


@register
class ChangedKind(FoundingKind):
    key = "founding_changed"
    label = gettext_lazy("The boundary of my future neighbourhood has changed")

    def words(self, founding, place):
        return _("The boundary of %(place)s has changed") % {"place": place}, _("Look whether your home is still inside.")


@register
class LastCallKind(FoundingKind):
    key = "founding_last_call"
    label = gettext_lazy("My neighbourhood has little time left to gather")

    def words(self, founding, place):
        day = date_format(founding.ends_at, "DATE_FORMAT")
        return _("%(place)s: until %(day)s") % {"place": place, "day": day}, _("A few more neighbours are needed. Invite those next door.")


@register
class LapsedKind(FoundingKind):
    key = "founding_lapsed"
    label = gettext_lazy("My neighbourhood did not gather in time")

    def words(self, founding, place):
        body = _("Ninety days have passed and too few neighbours came. Nothing is lost: you are free to join or to propose another one.")
        return _("%(place)s is not opened") % {"place": place}, body

    def url(self, founding):
        return reverse("home:find")


def _place(data: Mapping[str, object]) -> NeighbourhoodPage:
    return NeighbourhoodPage.objects.get(pk=data["place"])


@register
class DormantKind(NotificationKind):
    key = "place_dormant"
    theme = "desk"
    label = gettext_lazy("A neighbourhood of my town has had no curator for two months")

    def build(self, data: Mapping[str, object]) -> Message:
        place = _place(data)
        return Message(
            title=_("%(place)s has no curator") % {"place": place.title},
            body=_("For two months nobody has run it. Appoint two people, or close it with its archive."),
            url=reverse("founding_desk:place", args=[place.pk]),
        )


@register
class ArchivedKind(NotificationKind):
    key = "place_archived"
    theme = "home"
    label = gettext_lazy("My neighbourhood is closed")

    def build(self, data: Mapping[str, object]) -> Message:
        place = _place(data)
        return Message(
            title=_("%(place)s is closed") % {"place": place.title},
            body=_("The reason given: %(reason)s You are free to join another neighbourhood.") % {"reason": place.archive.reason},
            url=reverse("home:find"),
        )
