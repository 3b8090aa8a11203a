"""Proposing a neighbourhood: choose the town, draw, look, send. A position or an address comes in a POST and is forgotten."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from home.drawing_words import drawing_words
from home.finding import areas_of, towns_meant
from home.models import Boundary, NeighbourhoodPage, TownPage
from home.overlaps import overlaps_of
from home.tiles import tile_address
from verification.errors import LimitReachedError, VerificationError
from verification.founding import invitations, proposals
from verification.founding.forms import EmailInvitationForm, FoundingForm
from verification.founding.naming import NameRefusedError
from verification.founding.progress import progress_of
from verification.models import Founding

_TOWNS_SHOWN = 20
State = NeighbourhoodPage.State


@require_safe
@never_cache
def found(request: HttpRequest) -> HttpResponse:
    """Explain what founding is, and ask for the town."""
    asked = request.GET.get("ville", "")[:100]
    towns = list(towns_meant(asked)[:_TOWNS_SHOWN]) if asked else []
    mine = Founding.objects.of(request.user).under_way().select_related("neighbourhood").first()
    return render(request, "verification/founding/found.html", {"asked": asked, "towns": towns, "mine": mine, "steps": steps()})


@sensitive_post_parameters()
@never_cache
@login_required
def found_in(request: HttpRequest, town: int) -> HttpResponse:
    """Draw and name a neighbourhood in one town."""
    page = get_object_or_404(TownPage.objects.live(), pk=town)
    mine = Founding.objects.of(request.user).under_way().first()
    if mine:
        return redirect(mine)
    form = _form(request, town=page)
    if form.is_bound and form.is_valid() and (made := _proposed(form, request, page)):
        return redirect(made)
    return _show_form(request, form, page)


@sensitive_post_parameters()
@never_cache
@login_required
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a proposal, before it is sent or because a curator asked."""
    founding = _own(request, public_id)
    place = founding.neighbourhood
    if not (place.state == State.PROPOSED or founding.change_asked):
        raise Http404
    boundary = get_object_or_404(Boundary.objects.of_place(place.pk))
    initial = {"name": place.title, "reason": founding.reason, "way": Founding.Way.DRAWN, "geometry": json.dumps(boundary.geometry)}
    form = _form(request, town=place.town, place=place.pk, initial=initial)
    if (
        form.is_bound
        and form.is_valid()
        and _kept(form, lambda: proposals.change_proposal(founding=founding, by=request.user, **form.service_arguments()))
    ):
        messages.success(request, _("Your changes are kept."))
        return redirect(founding)
    return _show_form(request, form, place.town, founding=founding)


@require_safe
@never_cache
@login_required
def founding(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a proposal to its founder, and the tools of a gathering to whoever belongs to it."""
    return show_founding(request, _visible(request, public_id), EmailInvitationForm())


@require_POST
@login_required
def send(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    founding = _own(request, public_id)
    try:
        proposals.send_proposal(founding=founding, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your neighbourhood has its page. Now tell the people next door."))
    return redirect(founding)


@require_POST
@login_required
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    founding = _own(request, public_id)
    try:
        proposals.withdraw_proposal(founding=founding, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
        return redirect(founding)
    messages.success(request, _("Your proposal is given up. Nobody has seen it."))
    return redirect("verification:found")


def show_founding(request: HttpRequest, founding: Founding, form: EmailInvitationForm) -> HttpResponse:
    """Draw the page of one founding."""
    place = founding.neighbourhood
    overlaps = overlaps_of(place)
    around = NeighbourhoodPage.objects.among(overlap.page_id for overlap in overlaps)
    context = {
        "founding": founding,
        "place": place,
        "town": place.town,
        "is_founder": founding.founder_id == request.user.pk,
        "overlaps": overlaps,
        "areas": areas_of([place, *around]),
        "progress": progress_of(founding),
        "link": invitations.public_link(place),
        "form": form,
        "emails_left": invitations.emails_left(user=request.user),
        "steps": steps(),
        "step": {State.PROPOSED: 2, State.GATHERING: 3}.get(place.state, 4),
    }
    return render(request, "verification/founding/founding.html", context)


def steps() -> list[str]:
    """Return the stairs of founding."""
    return [_("The boundary"), _("A last look"), _("The first neighbours"), _("The opening")]


def _form(request: HttpRequest, *, town: TownPage, place: int | None = None, initial: dict[str, Any] | None = None) -> FoundingForm:
    """Return the form: as sent; or, when another way was chosen, with everything that was typed and no complaint."""
    if request.method == "POST" and (way := request.POST.get("switch")):
        typed = {name: value for name, value in request.POST.items() if name not in {"way", "switch", "csrfmiddlewaretoken"}}
        return FoundingForm(town=town, place=place, initial={**typed, "way": way})
    if request.method == "POST":
        return FoundingForm(request.POST, town=town, place=place)
    initial = initial or {}
    if "way" not in initial and (way := request.GET.get("maniere")) in Founding.Way.values:
        initial["way"] = way
    return FoundingForm(town=town, place=place, initial=initial)


def _proposed(form: FoundingForm, request: HttpRequest, town: TownPage) -> Founding | None:
    made: list[Founding] = []
    kept = _kept(form, lambda: made.append(proposals.propose_neighbourhood(town=town, by=request.user, **form.service_arguments())))
    return made[0] if kept else None


def _kept(form: FoundingForm, call: Any) -> bool:
    """Call a service; put its refusal on the form."""
    try:
        call()
    except NameRefusedError as refusal:
        form.add_error("name", str(refusal))
    except LimitReachedError as refusal:
        form.limit = refusal
        form.add_error(None, str(refusal))
    except VerificationError as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
    else:
        return True
    return False


def _show_form(request: HttpRequest, form: FoundingForm, town: TownPage, founding: Founding | None = None) -> HttpResponse:
    siblings = NeighbourhoodPage.objects.open().in_town(town)
    context = {
        "form": form,
        "town": town,
        "founding": founding,
        "way": form.current_way,
        "ways": [(Founding.Way.RADIUS, _("A circle")), (Founding.Way.DRAWN, _("Draw")), (Founding.Way.OFFICIAL, _("An official area"))],
        "areas": areas_of([*siblings[:60], town]),
        "boundaries": reverse("home:boundary", args=[town.pk]) if Boundary.objects.of_place(town.pk).exists() else "",
        "tiles": tile_address(),
        "words": drawing_words(),
        "steps": steps(),
    }
    return render(request, "verification/founding/form.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Founding:
    return get_object_or_404(Founding.objects.identified(public_id).visible_to(request.user))


def _own(request: HttpRequest, public_id: uuid.UUID) -> Founding:
    return get_object_or_404(Founding.objects.identified(public_id).of(request.user))
