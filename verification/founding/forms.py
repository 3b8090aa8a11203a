"""What a founder fills in. One form for three ways to draw: changing the way loses nothing that was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.geo import point_of
from home.geocoding import GeocodingError, geocoder, search_address
from home.geometry import BoundaryError, Outline
from home.models import Boundary, TownPage
from verification.founding import naming, outlines, policy
from verification.models import Founding

Way = Founding.Way
#: Which field an outline's fault is shown at.
_FIELD_OF = {Way.RADIUS: "radius", Way.OFFICIAL: "area", Way.DRAWN: "geometry"}


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, boundary: Boundary) -> str:
        """Name an official area by its place, and say whose drawing it is."""
        return f"{boundary.place.title} ({boundary.source})" if boundary.source else boundary.place.title


class FoundingForm(forms.Form):
    """Checks that the outline stands; `outline` and `taken_from` are what the services want."""

    way = forms.ChoiceField(choices=Way, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the neighbourhood"),
        help_text=_("What people say: the name of the street, the square, the hamlet."),
        max_length=policy.NAME_TO,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why this neighbourhood?"),
        help_text=_("Two or three sentences. Everybody reads them on the page where neighbours gather."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    where = forms.CharField(
        label=_("The middle: an address or the name of a place"),
        help_text=_("Empty: the middle of the town. We keep the 150 m square it lies in, not the address."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    radius = forms.IntegerField(
        label=_("Radius, in metres"),
        help_text=_("From 200, a street or two, to 2000, a village."),
        min_value=policy.RADIUS_FROM,
        max_value=policy.RADIUS_TO,
        required=False,
        widget=forms.NumberInput(attrs={"step": 50, "class": "input--short", "inputmode": "numeric"}),
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    area = AreaField(label=_("Official area"), queryset=Boundary.objects.none(), required=False, empty_label=_("Choose an area"))
    geometry = forms.CharField(
        label=_("Outline (GeoJSON)"),
        help_text=_("Drawing on the map fills this field. Without a map, choose a circle or an official area instead."),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, town: TownPage, place: int | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"way": Way.RADIUS, "radius": 500, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.town, self.place = town, place
        self.outline: Outline | None = None
        self.taken_from: Boundary | None = None
        self.fields["area"].queryset = outlines.official_areas(town)
        if not geocoder().available:
            # Without an address service an address would lead nowhere: the map or the middle of the town do.
            del self.fields["where"]

    @property
    def current_way(self) -> str:
        """The way whose fields are shown."""
        given = self.data.get("way") if self.is_bound else self.initial["way"]
        return given if given in Way.values else Way.RADIUS

    def clean_name(self) -> str:
        """Say at once what the service would refuse."""
        try:
            name = naming.cleaned(self.cleaned_data["name"])
            naming.check_free(name, self.town, but=self.place)
        except naming.NameRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return name

    def clean(self) -> dict[str, Any]:
        """Make the outline, and put its fault at the field it comes from."""
        given = super().clean()
        field = _FIELD_OF.get(given.get("way"))
        if field is None or field in self.errors or {"lat", "lon"} & set(self.errors):
            return given
        try:
            self.outline = self._outline(given)
        except BoundaryError as fault:
            self.add_error("where" if fault.code == "elsewhere" and "where" in self.fields and field == "radius" else field, fault)
        except GeocodingError as fault:
            self.add_error("where", str(fault))
        return given

    def service_arguments(self) -> dict[str, Any]:
        """Return what `propose_neighbourhood` and `change_proposal` take."""
        kept = {name: self.cleaned_data[name] for name in ("way", "name", "reason")}
        return {**kept, "outline": self.outline, "taken_from": self.taken_from}

    def _outline(self, given: dict[str, Any]) -> Outline | None:
        if given["way"] == Way.DRAWN:
            if not given["geometry"]:
                raise BoundaryError("missing", _("Draw the outline on the map first."))
            return outlines.drawn(given["geometry"], self.town)
        if given["way"] == Way.OFFICIAL:
            if not given["area"]:
                raise BoundaryError("missing", _("Choose an area of the list."))
            self.taken_from = given["area"]
            return outlines.official(given["area"])
        lat, lon = self._middle(given)
        return outlines.circle(lat, lon, given["radius"] or policy.RADIUS_FROM, self.town)

    def _middle(self, given: dict[str, Any]) -> tuple[float, float]:
        if given["lat"] is not None and given["lon"] is not None:
            return given["lat"], given["lon"]
        if asked := given.get("where"):
            found = search_address(f"{asked}, {self.town.title}")
            if not found:
                raise GeocodingError(_("This address is not known. Write the street and the town, or use the map."))
            return found[0].lat, found[0].lon
        return middle_of(self.town)


def middle_of(town: TownPage) -> tuple[float, float]:
    """Return the town hall's place, else a point inside the town's outline. Raises BoundaryError when neither is known."""
    if hall := point_of(town.hall_location):
        return hall
    boundary = Boundary.objects.of_place(town.pk).first()
    if boundary is None:
        raise BoundaryError("missing", _("We do not know where the middle of %(town)s is: use the map.") % {"town": town.title})
    return outlines.middle(boundary)


class EmailInvitationForm(forms.Form):
    address = forms.EmailField(
        label=_("A neighbour's e-mail address"),
        help_text=_("Palier writes once, in its own name, and erases the address. Ask first whether a letter is welcome."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
