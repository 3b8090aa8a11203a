"""Drawing or pasting an outline."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from home.geometry import Outline, read_outline
from home.models import Boundary


class BoundaryForm(forms.ModelForm):
    geometry = forms.CharField(
        label=_("Outline (GeoJSON)"),
        help_text=_("A Polygon or MultiPolygon in WGS 84 degrees. Drawing on the map fills this field, and this field fills the map."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "input"}),
        strip=True,
    )

    class Meta:
        model = Boundary
        fields = ["geometry", "source", "source_date", "licence"]
        widgets = {"source_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.geometry:
            self.initial["geometry"] = json.dumps(self.instance.geometry, separators=(",", ":"))

    def clean_geometry(self) -> Outline:
        return read_outline(self.cleaned_data["geometry"])

    def _post_clean(self) -> None:
        """Leave the row alone: only `set_boundary` writes one."""
