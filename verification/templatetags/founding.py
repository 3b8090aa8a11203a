"""What templates of any room show of founding: a gathering's progress, a square code, the button to follow."""

from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from home.finding import areas_of
from home.models import HomePage, Membership, NeighbourhoodPage, TownPage
from verification.founding.progress import progress_of
from verification.founding.square_code import modules
from verification.models import Founding
from verification.services.follows import followable_by, followed_by

register = template.Library()

SHOWN_ON_FRONT_PAGE = 6


@register.inclusion_tag("verification/founding/_gathering.html", takes_context=True)
def gathering(context: template.Context, page: NeighbourhoodPage) -> dict[str, Any]:
    """Show how a neighbourhood gathers: five queries, whoever and however many gathered."""
    founding = Founding.objects.for_place(page).select_related("founder", "neighbourhood").first()
    if founding is None:
        return {}
    user = getattr(context.get("request"), "user", None)
    may_invite = bool(user and user.is_authenticated) and Founding.objects.visible_to(user).filter(pk=founding.pk).exists()
    return {
        "founding": founding,
        "page": page,
        "progress": progress_of(founding),
        "areas": areas_of([page]),
        "may_invite": may_invite,
    }


@register.simple_tag(takes_context=True)
def my_membership(context: template.Context) -> Membership | None:
    """Return where the reader belongs, or begins to: also where nothing is open yet. One query for whoever is signed in."""
    user = getattr(context.get("request"), "user", None)
    return Membership.objects.of(user).current().first() if user else None


@register.simple_tag
def gathering_places(page: TownPage | HomePage) -> list[tuple[str, str]]:
    """Return the names and addresses of what gathers in a town, or what began lately anywhere: one query."""
    gathering = NeighbourhoodPage.objects.gathering()
    if isinstance(page, TownPage):
        found = gathering.in_town(page).order_by("title")
    else:
        found = gathering.order_by("-first_published_at")[:SHOWN_ON_FRONT_PAGE]
    return [(place.title, place.get_url()) for place in found]


@register.simple_tag
def closed_because(page: NeighbourhoodPage) -> str:
    """Return the reason a place was archived with, or nothing."""
    archive = getattr(page, "archive", None)
    return archive.reason if archive else ""


@register.simple_tag(takes_context=True)
def follow_url(context: template.Context, page: NeighbourhoodPage) -> dict[str, Any]:
    """Return where to follow this place, for somebody whose neighbourhood is a partner of it; nothing for others."""
    user = getattr(context.get("request"), "user", None)
    if not user or not user.is_authenticated or not followable_by(user).filter(pk=page.pk).exists():
        return {}
    return {"url": reverse("verification:follow", args=[page.pk]), "followed": followed_by(user).filter(pk=page.pk).exists()}


@register.simple_tag
def qr_code(text: str, title: str) -> SafeString:
    """Draw a square code, dark on light by day and by night: cameras read nothing else."""
    rows = modules(text)
    size = len(rows) + 8
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><rect width="{}" height="{}"/><path d="{}"/></svg>',
        size, size, title, size, size, path,
    )  # fmt: skip


@register.filter
def hectares(square_metres: int) -> str:
    """Say an area as people do: in hectares from one on, else in square metres."""
    if square_metres < 10_000:
        return _("%(area)s m²") % {"area": round(square_metres, -2) or square_metres}
    return _("%(area)s ha") % {"area": floatformat(square_metres / 10_000, 1)}
