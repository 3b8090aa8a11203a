"""From an idea to a gathering: propose a neighbourhood, look at it, change it, send it, or give it up."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.models import Boundary, NeighbourhoodPage, TownPage
from home.services import create_neighbourhood, set_boundary
from notifications.services import notify
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding import naming, policy, progress, states
from verification.founding.recipients import members_of, reviewers_of
from verification.models import Founding
from verification.services.memberships import lock_person

if TYPE_CHECKING:
    from accounts.models import User
    from home.geometry import Outline

State = NeighbourhoodPage.State


@transaction.atomic
def propose_neighbourhood(
    *, town: TownPage, name: str, outline: "Outline", way: str, reason: str, by: "User", taken_from: Boundary | None = None
) -> Founding:
    """Keep a proposal: a page nobody else sees, with its outline. It gathers nobody until `send_proposal`.

    Raises NotPossibleError while another proposal of this person is under way, LimitReachedError with its end, and
    NameRefusedError. `taken_from` is the official outline that was picked; its source is kept.
    """
    name = naming.cleaned(name)
    # Person, then town: the order of every proposal, so that two never wait for each other.
    lock_person(by.pk)
    _check_person(by)
    TownPage.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=town.pk)
    _check_town(town)
    naming.check_free(name, town)
    place = create_neighbourhood(town=town, title=name, by=None, provisioned=False, state=State.PROPOSED, live=False)
    source = {"source": taken_from.source, "licence": taken_from.licence, "source_date": taken_from.source_date} if taken_from else {}
    set_boundary(place=place, geometry=outline, by=by, **source)
    founding = Founding.objects.create(neighbourhood=place, founder=by, way=way, reason=reason.strip())
    log(instance=place, action="verification.place_proposed", user=by, data={"way": way})
    return founding


@transaction.atomic
def change_proposal(
    *, founding: Founding, name: str, outline: "Outline", way: str, reason: str, by: "User", taken_from: Boundary | None = None
) -> Founding:
    """Change a proposal before it is sent, or after a curator asked for another boundary.

    Changed on request, it goes back to the curators at once when nothing else is missing; members are told. Raises
    NotPossibleError otherwise, NameRefusedError.
    """
    place = states.locked(founding.neighbourhood_id)
    founding = Founding.objects.select_for_update(of=("self",)).select_related("founder").get(pk=founding.pk)
    asked = place.state == State.GATHERING and founding.change_asked
    if founding.founder != by or not (place.state == State.PROPOSED or asked):
        raise NotPossibleError(_("This proposal cannot be changed now."))
    name = naming.cleaned(name)
    naming.check_free(name, place.town, but=place.pk)
    if name != place.title:
        place.title = place.draft_title = name
        place.save(clean=False, update_fields=["title", "draft_title"])
    source = {"source": taken_from.source, "licence": taken_from.licence, "source_date": taken_from.source_date} if taken_from else {}
    set_boundary(place=place, geometry=outline, by=by, **source)
    founding.way, founding.reason, founding.change_asked = way, reason.strip(), ""
    founding.save(update_fields=["way", "reason", "change_asked"])
    if asked:
        notify("founding_changed", to=members_of(place), data={"founding": founding.pk}, by=by)
        progress.review_if_complete(place, founding)
    return founding


@transaction.atomic
def send_proposal(*, founding: Founding, by: "User") -> Founding:
    """Let neighbours gather: the page is public from now on, for GATHERING. Doing it again changes nothing.

    The town's curators are told, so that they may sponsor it or stop what should not stand there.
    """
    place = states.locked(founding.neighbourhood_id)
    founding = Founding.objects.select_for_update(of=("self",)).get(pk=founding.pk)
    if place.state == State.GATHERING:
        return founding
    if founding.founder_id != by.pk:
        raise NotPossibleError(_("Only the person who proposed this neighbourhood can send it."))
    states.move(place, State.GATHERING, by=by)
    now = timezone.now()
    place.live, place.first_published_at, place.last_published_at, place.has_unpublished_changes = True, now, now, False
    place.save(clean=False, update_fields=["live", "first_published_at", "last_published_at", "has_unpublished_changes"])
    founding.gathering_at, founding.ends_at = now, now + policy.GATHERING
    founding.save(update_fields=["gathering_at", "ends_at"])
    notify("founding_to_read", to=reviewers_of(place), data={"founding": founding.pk}, by=by)
    return founding


@transaction.atomic
def withdraw_proposal(*, founding: Founding, by: "User") -> Founding:
    """Give a proposal up before it was sent; one that gathers neighbours is not one person's to stop."""
    place = states.locked(founding.neighbourhood_id)
    founding = Founding.objects.select_for_update(of=("self",)).get(pk=founding.pk)
    if founding.founder_id != by.pk or place.state != State.PROPOSED:
        raise NotPossibleError(_("Neighbours are gathering already: this proposal is no longer one person's to give up."))
    states.move(place, State.LAPSED, by=by)
    founding.outcome, founding.decided_at = Founding.Outcome.WITHDRAWN, timezone.now()
    founding.save(update_fields=["outcome", "decided_at"])
    return founding


def _check_person(by: "User") -> None:
    if other := Founding.objects.of(by).under_way().select_related("neighbourhood").first():
        raise NotPossibleError(
            _("You already propose “%(place)s”. One neighbourhood at a time: see it through, or give it up.")
            % {"place": other.neighbourhood.title}
        )
    recent = Founding.objects.of(by).proposed_since(timezone.now() - policy.PERSON_WINDOW)
    if len(recent) >= policy.FOUNDINGS_PER_PERSON:
        until = recent[len(recent) - policy.FOUNDINGS_PER_PERSON].proposed_at + policy.PERSON_WINDOW
        raise LimitReachedError(_("You have proposed three neighbourhoods in three months."), until)


def _check_town(town: TownPage) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Founding.objects.in_town(town).proposed_since(today).count() >= policy.FOUNDINGS_PER_TOWN_PER_DAY:
        reason = _("Many neighbourhoods were proposed in %(town)s today. Try again tomorrow.") % {"town": town.title}
        raise LimitReachedError(reason, today + timedelta(days=1))
