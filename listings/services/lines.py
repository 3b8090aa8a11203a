"""Rewriting the lines of cards after the words of a kind changed."""

from django.db import transaction

from listings import lines
from listings.models import ListingPage


@transaction.atomic
def rewrite_lines(*, after: int, count: int) -> tuple[int | None, int]:
    """Write the lines of the next `count` listings behind this number again; return the last number, None at the end, and how many changed.

    Their rows are locked meanwhile, so that nothing an author saves is overwritten; twice at the same time changes nothing more.
    """
    following = ListingPage.objects.filter(pk__gt=after).order_by("pk")
    numbers = list(following.select_for_update(of=("self",)).values_list("pk", flat=True)[:count])
    changed = 0
    for listing in ListingPage.objects.filter(pk__in=numbers).specific():
        before = listing.summary, listing.summary_en
        lines.write(listing)
        if (listing.summary, listing.summary_en) != before:
            ListingPage.objects.filter(pk=listing.pk).update(summary=listing.summary, summary_en=listing.summary_en)
            changed += 1
    return (numbers[-1] if numbers else None), changed
