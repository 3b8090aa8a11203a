"""Asking for a postcard: the address it goes to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from home.models import Membership, NeighbourhoodPage
from verification import services
from verification.components import stairs
from verification.errors import AddressRefusedError, LimitReachedError, VerificationError
from verification.forms import AddressForm
from verification.permissions import accepts_postcards
from verification.views.places import is_done, neighbourhood_to_join


@sensitive_post_parameters()
@never_cache
@login_required
def join_by_postcard(request: HttpRequest, place: str) -> HttpResponse:
    neighbourhood = neighbourhood_to_join(place)
    if is_done(Membership.objects.of(request.user).current().first(), neighbourhood):
        return redirect("verification:welcome")
    town = neighbourhood.town
    form = AddressForm(request.POST or None, initial={"town": town.title})
    if request.method == "POST" and form.is_valid() and _request_card(request, form, neighbourhood):
        return redirect("verification:code")
    context = {
        "neighbourhood": neighbourhood,
        "town": town,
        "form": form,
        "stairs": stairs(),
        "accepts_postcards": accepts_postcards(neighbourhood),
    }
    return render(request, "verification/join_postcard.html", context)


@sensitive_variables("address")
def _request_card(request: HttpRequest, form: AddressForm, neighbourhood: NeighbourhoodPage) -> bool:
    """Start the membership and ask for the card; put a refusal on the form."""
    address = form.address()
    try:
        services.join_by_postcard(
            user=request.user, neighbourhood=neighbourhood, address=address, show_street=form.cleaned_data["show_street"], by=request.user
        )
    except AddressRefusedError as refusal:
        form.add_error(refusal.field, str(refusal))
    except LimitReachedError as refusal:
        form.limit = refusal
        form.add_error(None, str(refusal))
    except VerificationError as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False
