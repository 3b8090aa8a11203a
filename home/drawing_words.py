"""What the tools of the boundary editor say. Leaflet.draw speaks English only, from one tree of words (L.drawLocal)."""

import json

from django.utils.translation import gettext as _


def drawing_words() -> str:
    """Return the part of that tree which the editor shows, in the reader's language, as JSON."""
    draw = {
        "toolbar": {
            "actions": {"title": _("Drop this drawing"), "text": _("Cancel")},
            "finish": {"title": _("Finish the drawing"), "text": _("Finish")},
            "undo": {"title": _("Remove the last point"), "text": _("Remove the last point")},
            "buttons": {"polygon": _("Draw an outline"), "rectangle": _("Draw a rectangle")},
        },
        "handlers": {
            "polygon": {
                "tooltip": {
                    "start": _("Click to set the first point."),
                    "cont": _("Click to set the next point."),
                    "end": _("Click the first point to close the outline."),
                }
            },
            "polyline": {"error": _("The outline must not cross itself.")},
            "rectangle": {"tooltip": {"start": _("Press and drag to draw a rectangle.")}},
            "simpleshape": {"tooltip": {"end": _("Release to finish.")}},
        },
    }
    edit = {
        "toolbar": {
            "actions": {
                "save": {"title": _("Keep the changes"), "text": _("Keep")},
                "cancel": {"title": _("Forget the changes"), "text": _("Cancel")},
                "clearAll": {"title": _("Remove everything"), "text": _("Remove everything")},
            },
            "buttons": {
                "edit": _("Move the points"),
                "editDisabled": _("No outline to change"),
                "remove": _("Remove an outline"),
                "removeDisabled": _("No outline to remove"),
            },
        },
        "handlers": {
            "edit": {"tooltip": {"text": _("Drag the points to move the outline."), "subtext": _("Cancel to undo.")}},
            "remove": {"tooltip": {"text": _("Click an outline to remove it.")}},
        },
    }
    return json.dumps({"draw": draw, "edit": edit})
