"""The neighbourhoods one reads along with: their latest public news, and the way to their listings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from home.models import NeighbourhoodPage, NewsPage
from verification.errors import VerificationError
from verification.services.follows import follow_neighbourhood, followable_by, followed_by, unfollow_neighbourhood

_NEWS_SHOWN = 3
_NEWS_READ = 60


@require_safe
@never_cache
@login_required
def follows(request: HttpRequest) -> HttpResponse:
    followed = list(followed_by(request.user))
    ids = {place.pk for place in followed}
    context = {
        "followed": _with_news(followed),
        "others": [place for place in followable_by(request.user).order_by("title") if place.pk not in ids],
        "has_home": NeighbourhoodPage.objects.home_of(request.user).exists(),
    }
    return render(request, "verification/follows.html", context)


@require_POST
@login_required
def follow(request: HttpRequest, place: int) -> HttpResponse:
    """Begin or stop, as the button said."""
    neighbourhood = get_object_or_404(NeighbourhoodPage.objects.open(), pk=place)
    if request.POST.get("stop"):
        unfollow_neighbourhood(neighbourhood=neighbourhood, by=request.user)
        return redirect("verification:follows")
    try:
        follow_neighbourhood(neighbourhood=neighbourhood, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    return redirect("verification:follows")


def _with_news(places: list[NeighbourhoodPage]) -> list[dict[str, object]]:
    """Put each place's own latest news beside it: one query for all."""
    news = NewsPage.objects.of_places(places).newest_first()[:_NEWS_READ] if places else []
    return [{"place": place, "news": [item for item in news if item.path.startswith(place.path)][:_NEWS_SHOWN]} for place in places]
