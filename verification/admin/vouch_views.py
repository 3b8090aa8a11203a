"""Vouches that wait for a look, and memberships that end by a curator's act. Pseudonyms and words; what lies elsewhere is 404."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from verification import services
from verification.errors import VerificationError
from verification.models import VouchHold
from verification.permissions import neighbourhoods_printed_by
from verification.vouching.components import said_yes
from verification.vouching.forms import RefuseForm, RevokeForm
from verification.vouching.permissions import can_decide, can_revoke
from verification.vouching.querysets import members_named, resting_on, revocable


@require_safe
@never_cache
def holds(request: HttpRequest) -> HttpResponse:
    waiting = VouchHold.objects.among(neighbourhoods_printed_by(request.user)).waiting()
    rows = waiting.select_related("request__user", "request__neighbourhood")[:100]
    return render(request, "verification/admin/holds.html", {"rows": rows, **_heading(_("Vouches to look at"))})


@require_safe
@never_cache
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _hold(request, pk), RefuseForm())


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = _hold(request, pk)
    try:
        services.approve_hold(hold=found, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is in.") % {"name": found.request.user.pseudonym})
    return redirect("vouch_desk:holds")


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _hold(request, pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.refuse_hold(hold=found, by=request.user, reason=form.cleaned_data["reason"])
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The vouches do not count. The newcomer is told your reason."))
    return redirect("vouch_desk:holds")


@require_safe
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Find somebody by the whole pseudonym: a curator looks for a person, and leafs through nobody."""
    wanted = request.GET.get("pseudonym", "").strip()[:60]
    found = members_named(wanted, neighbourhoods_printed_by(request.user)) if wanted else []
    context = {"wanted": wanted, "members": found, **_heading(_("End a membership"))}
    return render(request, "verification/admin/find_member.html", context)


@never_cache
def revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    member = get_object_or_404(revocable(), public_id=public_id, neighbourhood__in=neighbourhoods_printed_by(request.user))
    form = RevokeForm(request.POST or None)
    allowed = can_revoke(request.user, member)
    if request.method == "POST" and allowed and form.is_valid():
        services.revoke_membership(membership=member, reason=form.cleaned_data["reason"], fraud=form.cleaned_data["fraud"], by=request.user)
        messages.success(request, _("%(name)s no longer belongs to the neighbourhood, and is told why.") % {"name": member.user.pseudonym})
        return redirect("vouch_desk:find")
    context = {"member": member, "form": form, "allowed": allowed, "resting": resting_on(member.user), **_heading(_("End a membership"))}
    return render(request, "verification/admin/revoke.html", context)


def _hold(request: HttpRequest, pk: int) -> VouchHold:
    mine = VouchHold.objects.among(neighbourhoods_printed_by(request.user))
    return get_object_or_404(mine.select_related("request__user", "request__neighbourhood", "decided_by"), pk=pk)


def _page(request: HttpRequest, found: VouchHold, form: RefuseForm) -> HttpResponse:
    context = {
        "hold": found,
        "yes": said_yes(found.request),
        "form": form,
        "allowed": can_decide(request.user, found.request),
        **_heading(_("Two vouches for %(name)s") % {"name": found.request.user.pseudonym}),
    }
    return render(request, "verification/admin/hold.html", context)


def _heading(title: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": "group"}
