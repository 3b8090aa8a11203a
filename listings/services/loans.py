"""What is lent: reminders before it is due back and after (domain.md §4.2). Who gets which days is decided in responses."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from listings.models import Response
from listings.services.record import lock_listing, record, tell


@transaction.atomic
def remind_of_return(*, response: Response, today: date | None = None) -> str:
    """Remind the borrower the day before, and both once the day has passed; return what was sent, "" when nothing was due (FLT-10)."""
    today = today or timezone.localdate()
    listing = lock_listing(response.listing)
    response = Response.objects.select_related("resident").get(pk=response.pk)
    if response.state != Response.State.ACCEPTED or response.ends_on is None:
        return ""
    if response.ends_on < today and response.overdue_told_at is None:
        response.overdue_told_at = response.reminded_at = timezone.now()
        kind, people = "loan-overdue", [response.resident, listing.author]
    elif response.ends_on - today <= timedelta(days=1) and response.reminded_at is None:
        response.reminded_at = timezone.now()
        kind, people = "loan-due", [response.resident]
    else:
        return ""
    response.save(update_fields=["reminded_at", "overdue_told_at"])
    record(listing, "reminded", by=None, response=str(response.public_id))
    tell(kind, people, by=None, listing=listing, response=response)
    return kind
