"""The question to whoever offers for money again and again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from home.models import NeighbourhoodPage
from listings import services
from listings.models import TraderQuestion


@login_required
@never_cache
def trader(request: HttpRequest) -> HttpResponse:
    question = getattr(request.user, "trader_question", None)
    if question is None:
        raise Http404
    home = NeighbourhoodPage.objects.home_of(request.user).first()
    sign_up = reverse("ads:register", args=[home.pk]) if home else reverse("ads:home")
    if request.method == "POST":
        answered = services.answer_trader_question(by=request.user, answer=request.POST.get("answer", ""))
        if answered:
            messages.success(request, _("Thank you, that is noted."))
            return redirect(sign_up if answered.answer == TraderQuestion.Answer.TRADER else "listings:mine")
        messages.error(request, _("Choose one of the two answers."))
    return render(request, "listings/trader.html", {"question": question, "choices": TraderQuestion.Answer.choices, "sign_up": sign_up})
