from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from home.geocoding import GeocodingError, geocoder, search_address
from notifications.areas import middle_of, read_area, touches
from notifications.drawn_choices import drawn_categories, drawn_severities
from notifications.duplicates import NEAR_TIME, announced_already, same_event
from notifications.models import Alert, RollCallAnswer
from notifications.models.alert import HEADLINE_LENGTH
from notifications.services import sent_before
from notifications.wording import unbroken

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

DURATIONS = {
    2: _("2 hours"),
    6: _("6 hours"),
    12: _("12 hours"),
    24: _("1 day"),
    72: _("3 days"),
    168: _("7 days"),
}
#: [policy] Hours offered first when an alert goes on.
USUAL_EXTENSION = 12
RADII = {100: "100 m", 200: "200 m", 500: "500 m", 1000: "1 km"}


def _shape(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) for name in ("centre_lat", "centre_lon", "radius_m", "polygon")}


def _is_prompt(line: str) -> bool:
    return line.rstrip().endswith(":")


def _filled_in(text: str) -> str:
    """Return a text; raises ValidationError where a prompt of a template stands at its end as it was."""
    if _is_prompt(text):
        raise ValidationError(_("Something is missing after the colon: fill it in, or take the colon away."))
    return text


class AlertForm(forms.ModelForm):
    """An alert in writing. Choices a person may not make are not offered; the service checks again."""

    hours = forms.TypedChoiceField(label=_("Until when?"), choices=list(DURATIONS.items()), coerce=int, initial=12)
    around = forms.CharField(
        label=_("Around which address?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("Instead of a click on the map."),
    )
    radius_m = forms.TypedChoiceField(
        label=_("Radius"),
        choices=list(RADII.items()),
        coerce=int,
        initial=200,
        required=False,
        help_text=_("Around the point you choose; the middle of the neighbourhood when you choose none."),
    )
    polygon = forms.CharField(
        label=_("Drawn area (GeoJSON)"),
        required=False,
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 2, "spellcheck": "false"}),
        help_text=_("Drawing on the map fills this field."),
    )
    centre_lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    centre_lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    submission = forms.UUIDField(widget=forms.HiddenInput)
    #: The official message it was begun from.
    official = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    class Meta:
        model = Alert
        fields = ["severity", "category", "status", "area", "headline", "description", "instruction", "asks_roll_call"]
        widgets = {
            "severity": forms.RadioSelect(attrs={"class": "choice"}),
            "category": forms.RadioSelect(attrs={"class": "chip"}),
            "status": forms.RadioSelect(attrs={"class": "chip"}),
            "area": forms.RadioSelect(attrs={"class": "chip"}),
            "headline": forms.TextInput(attrs={"class": "input", "maxlength": HEADLINE_LENGTH}),
            "description": forms.Textarea(attrs={"class": "input", "rows": 4}),
            "instruction": forms.Textarea(attrs={"class": "input input--low", "rows": 2}),
            "asks_roll_call": forms.CheckboxInput(attrs={"class": "tick"}),
        }
        labels = {
            "severity": _("How serious is it?"),
            "category": _("What is it about?"),
            "status": _("For real?"),
            "area": _("Where?"),
            "headline": _("Title"),
            "instruction": _("What should people do?"),
            "asks_roll_call": _("Ask people how they are"),
        }
        help_texts = {
            "headline": _("The danger, then what to do. 90 characters at most."),
            "description": _("Facts, places, times. Never describe a person."),
            "status": _("An exercise goes to everybody there, a test to those who take part in the monthly test. Both say so first."),
            "asks_roll_call": _("“I am fine, I need help, I can help”: only those who run the neighbourhood see the answers."),
            "area": _("A part of the neighbourhood: those who live there are told, and everybody who has not said where they live."),
        }

    def __init__(self, *args: Any, neighbourhood: "NeighbourhoodPage", author: "User", runs_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neighbourhood, self.author = neighbourhood, author
        self.fields["severity"].choices = drawn_severities(runs_place=runs_place)
        self.fields["category"].choices = drawn_categories(runs_place=runs_place)
        self.fields["area"].choices = Alert.Area.choices
        if not runs_place and getattr(neighbourhood, "boundary", None):
            # A neighbour's alert begins where it happens; others who confirm it carry it further.
            self.fields["area"].choices = [choice for choice in Alert.Area.choices if choice[0] != Alert.Area.WHOLE]
            self.fields["area"].help_text = _(
                "Your alert begins around the place. When two other residents confirm it, the whole neighbourhood is told."
            )
        if not geocoder().available:
            del self.fields["around"]
        if runs_place:
            self.fields["status"].choices = [(value, capfirst(label)) for value, label in Alert.Status.choices]
        else:
            del self.fields["status"], self.fields["asks_roll_call"], self.fields["official"]
        self.fields["submission"].initial = uuid4
        for name in ("hours", "radius_m"):
            self.fields[name].widget.attrs["class"] = "input"

    def clean_headline(self) -> str:
        return _filled_in(unbroken(" ".join(self.cleaned_data["headline"].split())))

    def clean_description(self) -> str:
        """Leave out the prompts of a template that nobody filled in: a colon, and no word after it."""
        lines = self.cleaned_data["description"].splitlines()
        after = [*lines[1:], ":"]
        kept = "\n".join(line for line, then in zip(lines, after, strict=False) if not (_is_prompt(line) and _is_prompt(then)))
        return unbroken(kept).strip()

    def clean_instruction(self) -> str:
        return _filled_in(unbroken(self.cleaned_data["instruction"].strip()))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        area = data.get("area")
        if area == Alert.Area.CIRCLE:
            self._find_centre(data)
        else:
            data["centre_lat"] = data["centre_lon"] = data["radius_m"] = None
        if area != Alert.Area.POLYGON:
            data["polygon"] = None
        elif not data.get("polygon") and "polygon" not in self.errors:
            self.add_error("polygon", _("Draw the area on the map, or choose the whole neighbourhood."))
        if area != Alert.Area.WHOLE and not self.errors and not touches(self.neighbourhood, Alert(area=area, **_shape(data))):
            self.add_error("area", _("This area lies outside the neighbourhood: nobody there would be told. Move it."))
        return data

    def clean_polygon(self) -> dict[str, Any] | None:
        text = self.cleaned_data["polygon"].strip()
        return read_area(text).geometry if text and self.data.get("area") == Alert.Area.POLYGON else None

    def _find_centre(self, data: dict[str, Any]) -> None:
        """Take the point of the map, else that of the address, else the middle of the neighbourhood."""
        if data.get("around") and not self._centre_given(data):
            try:
                found = search_address(f"{data['around']}, {self.neighbourhood.town.title}")
            except GeocodingError as error:
                raise ValidationError({"around": str(error)}) from error
            if not found:
                raise ValidationError({"around": _("This address is not known. Click the map instead.")})
            data["centre_lat"], data["centre_lon"] = found[0].lat, found[0].lon
        if not self._centre_given(data):
            middle = middle_of(self.neighbourhood)
            if middle is None:
                raise ValidationError({"area": _("The outline of this neighbourhood is not known yet. Choose the whole of it.")})
            data["centre_lat"], data["centre_lon"] = middle

    @staticmethod
    def _centre_given(data: dict[str, Any]) -> bool:
        return data.get("centre_lat") is not None and data.get("centre_lon") is not None

    def _post_clean(self) -> None:
        data = self.cleaned_data
        alert = self.instance
        alert.neighbourhood = self.neighbourhood
        alert.submission = data.get("submission") or alert.submission
        alert.effective = timezone.now()
        alert.expires = alert.effective + timedelta(hours=data.get("hours") or 12)
        alert.centre_lat, alert.centre_lon, alert.radius_m = data.get("centre_lat"), data.get("centre_lon"), data.get("radius_m") or None
        alert.polygon = data.get("polygon")
        super()._post_clean()

    def _get_validation_exclusions(self) -> set[str]:
        # The same form sent twice is answered by the service with the first alert.
        return {*super()._get_validation_exclusions(), "submission"}


class SendForm(forms.Form):
    """The last look before sending: says how many people it reaches, and asks where a slip would be costly (ALR-13, ALR-16)."""

    confirm_place = forms.CharField(label=_("Name of the neighbourhood"), widget=forms.TextInput(attrs={"class": "input"}))
    confirm_number = forms.IntegerField(label=_("Number of people"), widget=forms.NumberInput(attrs={"class": "input"}))
    event = forms.ChoiceField(
        label=_("Is it the same?"),
        choices=[
            ("same", _("Yes: put my words beside it; whoever has it is not woken again")),
            ("other", _("No, this is something else: send it")),
        ],
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    send_again = forms.BooleanField(label=_("Send it again all the same"), widget=forms.CheckboxInput(attrs={"class": "tick"}))

    def __init__(self, *args: Any, alert: Alert, author: "User", people: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alert, self.people = alert, people
        self.twin = sent_before(alert, by=author)
        if alert.severity != Alert.Severity.URGENCE or alert.is_drill:
            del self.fields["confirm_place"], self.fields["confirm_number"]
        if self.twin is None:
            del self.fields["send_again"]
        self.announced = None if self.twin else announced_already(alert)
        if self.announced is None:
            del self.fields["event"]
        elif same_event(alert, by=author, within=NEAR_TIME) is None:
            # Less serious, or a neighbour's that may still widen: nobody may miss this one for having that.
            self.fields["event"].label = _("Is it something else?")
            self.fields["event"].choices = [("other", _("Yes, this is something else: send it"))]

    def clean_confirm_place(self) -> str:
        typed = self.cleaned_data["confirm_place"].strip()
        if typed.casefold() != self.alert.neighbourhood.title.casefold():
            raise ValidationError(_("Type the name exactly as shown: %(name)s."), params={"name": self.alert.neighbourhood.title})
        return typed

    def clean_confirm_number(self) -> int:
        typed = self.cleaned_data["confirm_number"]
        if typed != self.people:
            raise ValidationError(_("This alert reaches %(number)s people. Type this number."), params={"number": self.people})
        return typed


class ReleaseForm(forms.Form):
    """The second person's yes to an emergency's text messages: what is typed shows that it was read."""

    place = forms.CharField(label=_("Name of the neighbourhood"), max_length=255, widget=forms.TextInput(attrs={"class": "input"}))
    numbers = forms.IntegerField(label=_("How many telephones ring"), min_value=0, widget=forms.NumberInput(attrs={"class": "input"}))


class RollCallForm(forms.Form):
    answer = forms.ChoiceField(choices=RollCallAnswer.Answer.choices)
    note = forms.CharField(label=_("In a few words"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"}))


class UpdateForm(forms.Form):
    text = forms.CharField(label=_("Add news"), max_length=1500, widget=forms.Textarea(attrs={"class": "input input--low", "rows": 3}))


class ExtendForm(forms.Form):
    """How long a running alert goes on from now; only what its seven days still hold is offered."""

    hours = forms.TypedChoiceField(label=_("For how long?"), coerce=int, widget=forms.Select(attrs={"class": "input"}))
    text = forms.CharField(
        label=_("What has changed"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 2}),
        help_text=_("Only if something has: then those who got the alert are told again."),
    )

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        ends = {hours: now + timedelta(hours=hours) for hours in DURATIONS}
        possible = [hours for hours, end in ends.items() if alert.expires < end <= alert.longest_end]
        self.fields["hours"].choices = [(hours, DURATIONS[hours]) for hours in possible]
        self.initial.setdefault("hours", next((hours for hours in possible if hours >= USUAL_EXTENSION), None))

    @property
    def is_possible(self) -> bool:
        return bool(self.fields["hours"].choices)


class EndForm(forms.Form):
    ending = forms.ChoiceField(choices=[(Alert.Ending.ALL_CLEAR, _("all clear")), (Alert.Ending.CANCELLED, _("withdrawn"))])
    text = forms.CharField(
        label=_("A last word"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 2}),
    )
