"""The rule of reading, in one place: `ListingQuerySet.visible_to` asks it with queries, the busiest pages with numbers read once."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

if TYPE_CHECKING:
    from home.belonging import Belonging


def readable_by(reader: "Belonging | None") -> Q:
    """Return the condition on a listing that this reader may know exists (see `ListingQuerySet.visible_to`); None is a visitor."""
    readable = Q(state="open", audience="public")
    if reader is None:
        return readable
    readable |= Q(state="open", neighbourhood__in=reader.homes)
    readable |= Q(state="open", audience="partners", neighbourhood__in=reader.partners)
    readable |= Q(author=reader.user)
    answered = apps.get_model("listings", "Response").objects.given_by(reader.user).filter(within_reach(reader)).values("listing")
    readable |= Q(pk__in=answered) & ~Q(closed_reason="removed") & ~Q(state__in=["draft", "held"])
    readable |= Q(neighbourhood__in=reader.curated) & ~Q(state="draft")
    if reader.everything is not False:
        readable |= ~Q(state="draft") if reader.everything is True else Q(reader.everything) & ~Q(state="draft")
    return readable


def within_reach(reader: "Belonging") -> Q:
    """Return the condition on an answer that it is about what is shown where this person lives, or still promised (VER-11)."""
    shown = Q(listing__audience="public") | Q(listing__neighbourhood__in=reader.homes)
    shown |= Q(listing__audience="partners", listing__neighbourhood__in=reader.partners)
    return shown | Q(state__in=["asked", "accepted", "offered", "maybe"])
