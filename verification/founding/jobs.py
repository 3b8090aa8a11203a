"""What workers do for founding. No rule lives here; every job may run twice at the same time."""

from verification.founding import archives, dormancy, endings, invitations, reviews
from verification.models import PlaceArchive


def send_invitation(*, invitation_id: int) -> bool:
    """Send one invitation, and forget its address; return whether there was anything to do."""
    return invitations.send_invitation(invitation_id=invitation_id)


def make_archive(*, archive_id: int) -> bool:
    """Make the export of a place, close it and free its members; return whether there was anything to do."""
    made = archives.make_archive(archive_id=archive_id)
    endings.end_memberships()
    return made


def free_members() -> int:
    """Free the members of places that are no more; return how many."""
    return endings.end_memberships()


def sweep_invitations() -> int:
    """Send what no worker took up; return how many letters."""
    return sum(invitations.send_invitation(invitation_id=pk) for pk in invitations.forgotten())


def sweep_places() -> int:
    """Move every place whose time has come: lapse, dormancy, waking, archives left behind; return how many moved."""
    moved = endings.lapse_gatherings() + dormancy.watch_places()
    for pk in PlaceArchive.objects.filter(made_at__isnull=True).values_list("pk", flat=True):
        moved += archives.make_archive(archive_id=pk)
    endings.last_calls()
    reviews.remind_reviewers()
    endings.end_memberships()
    endings.forget_foundings()
    return moved
