"""The outline of a place as GeoJSON: what is accepted, and the simplified copy that is shown.

Pure functions; nothing here touches the database. Coordinates are WGS 84 degrees, longitude first, as GeoJSON has them.
"""

from home.geometry.errors import BoundaryError
from home.geometry.outline import MAX_VERTICES, Outline, read_outline
from home.geometry.simplification import DISPLAY_VERTICES, simplified

__all__ = ["DISPLAY_VERTICES", "MAX_VERTICES", "BoundaryError", "Outline", "read_outline", "simplified"]
