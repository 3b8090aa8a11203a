"""What may be done to places. Rules about who lives where belong to `verification`."""

from home.services.attendance import note_visit
from home.services.boundaries import set_boundary
from home.services.curators import appoint_curator, dismiss_curator
from home.services.home_cells import HomeCellRefused, forget_home_cell, keep_home_cell
from home.services.places import create_neighbourhood, create_town
from home.services.provisioning import provision_place
from home.services.standing_in import end_absence
from home.services.team import (
    accept_invitation,
    declare_absence,
    decline_invitation,
    invitation_path,
    invite_curator,
    mail_invitations,
    read_invitation,
)

__all__ = [
    "HomeCellRefused",
    "accept_invitation",
    "appoint_curator",
    "create_neighbourhood",
    "create_town",
    "declare_absence",
    "decline_invitation",
    "dismiss_curator",
    "end_absence",
    "forget_home_cell",
    "invitation_path",
    "invite_curator",
    "keep_home_cell",
    "mail_invitations",
    "note_visit",
    "provision_place",
    "read_invitation",
    "set_boundary",
]
