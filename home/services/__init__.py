"""What may be done to places. Rules about who lives where belong to `verification`."""

from home.services.attendance import note_visit
from home.services.boundaries import set_boundary
from home.services.curators import appoint_curator, dismiss_curator
from home.services.home_cells import HomeCellRefused, forget_home_cell, keep_home_cell
from home.services.places import create_neighbourhood, create_town
from home.services.provisioning import provision_place

__all__ = [
    "HomeCellRefused",
    "appoint_curator",
    "create_neighbourhood",
    "create_town",
    "dismiss_curator",
    "forget_home_cell",
    "keep_home_cell",
    "note_visit",
    "provision_place",
    "set_boundary",
]
