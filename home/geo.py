"""A point on a map as a page field: stored as text, set in the Wagtail admin with wagtail-geo-widget.

The widget's own media are replaced: it would load Leaflet from a CDN, draw tiles of a third party and send addresses to
a public geocoder. Leaflet comes from our static files instead, tiles only through our own proxy, addresses go to
`home.geocoding`.
"""

import json
import math
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

from wagtailgeowidget.widgets import LeafletField

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)"
_POINT = re.compile(rf"^\s*(?:SRID\s*=\s*\w+\s*;)?\s*POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)\s*$", re.IGNORECASE)


def point_of(text: str | None) -> tuple[float, float] | None:
    """Return (lat, lon) of a stored point, or None when there is none or it cannot be read.

    More tolerant than the widget's own reader, which refuses the `1e-7` that browsers write.
    """
    found = _POINT.match(text or "")
    if not found:
        return None
    lon, lat = float(found[1]), float(found[2])
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return lat, lon


def point_text(lat: float, lon: float) -> str:
    """Return the stored form of a point."""
    return f"SRID=4326;POINT({lon:.7f} {lat:.7f})"


class PointWidget(LeafletField):
    """The map of wagtail-geo-widget, made of local files only. An unreadable value shows as empty, not as an error page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("srid", 4326)
        super().__init__(*args, **kwargs)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Speak the reader's language (the package chose its words when it was imported), and show a map that has a point."""
        attrs = super().build_attrs(*args, **kwargs)
        name = "data-leaflet-field-options-value"
        if name in attrs:
            options = {**json.loads(attrs[name]), "translations": _words()}
            options["showEmptyLocation"] = not self.value_data
            attrs[name] = json.dumps(options)
        return attrs

    def format_value(self, value: Any) -> str:
        point = point_of(value)
        return point_text(*point) if point else ""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> str:
        return super().render(name, self.format_value(value), attrs, renderer)

    @property
    def media(self) -> forms.Media:
        icons = {"icon-url": "marker-icon.png", "icon-retina-url": "marker-icon-2x.png", "shadow-url": "marker-shadow.png"}
        attributes = {f"data-{name}": static(f"leaflet/images/{file}") for name, file in icons.items()}
        attributes["data-geocoder"] = str(reverse_lazy("geocode"))
        return forms.Media(
            css={"all": ("leaflet/leaflet.css", "wagtailgeowidget/css/leaflet-field.css")},
            js=(
                "leaflet/leaflet.js",
                "wagtailgeowidget/js/leaflet-field.js",
                Script("js/admin/point-field.js", **attributes),
                "wagtailgeowidget/js/leaflet-field-controller.js",
            ),
        )


def _words() -> dict[str, str]:
    return {
        "error_message_invalid_location": gettext("This is not a position: write latitude and longitude, for example 48.4536, -2.0467."),
        "enter_location": gettext("12 rue du Port, Dinan"),
        "initialize_map": gettext("Press here to open the map"),
    }


class PointFormField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        point = point_of(text)
        if point is None:
            raise ValidationError(_("This is not a position on the map."), code="point")
        return point_text(*point)


class PointField(models.CharField):
    """A position, or nothing, as `SRID=4326;POINT(lon lat)`. Read it with `point_of`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 60
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": PointFormField, "widget": PointWidget, **kwargs})


def point_panel(field: str, *, address: str | None = None) -> FieldPanel:
    """Return the panel that edits a `PointField` on a map; `address` names the field whose text is looked up."""
    return FieldPanel(field, widget=PointWidget(address_field=address))


def address_panel(field: str) -> FieldPanel:
    """Return the panel of an address that moves the point of `point_panel` when the geocoder knows it.

    A plain line of text: the package's own geocoder field asks a public service whatever the settings say.
    """
    return FieldPanel(field)
