"""What workers do for places. No rule lives here; every job may run twice at the same time."""

from home.services import mail_invitations, standing_in


def mail_curator_invitations() -> int:
    """Send the links to invited colleagues that wait; return how many."""
    return mail_invitations()


def watch_desks() -> tuple[int, int]:
    """Bring deputies up to date and tell of desks that stay empty; return how many of each."""
    return standing_in.watch_desks()
