"""Forms about places."""

from home.forms.boundary import BoundaryForm
from home.forms.find import AddressForm, PositionForm, TownForm

__all__ = ["AddressForm", "BoundaryForm", "PositionForm", "TownForm"]
