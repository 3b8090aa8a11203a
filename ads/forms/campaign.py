"""Choosing weeks, writing an advertisement, reporting one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads import charter, limits, services
from ads.components import choice_value
from ads.errors import AdsError
from ads.models import Slot
from ads.weeks import this_week, weeks_from
from home.photos import PhotoRefused

if TYPE_CHECKING:
    from ads.models import Business, Campaign
    from home.models import Photo

#: What a browser offers to choose from; the server looks at the content anyway, and refuses SVG (UPL-04).
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/avif"


class BookingForm(forms.Form):
    """Which spot, in which neighbourhoods, in which weeks. Always bound: its data is the address."""

    slot = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    place = forms.MultipleChoiceField(label=gettext_lazy("In which neighbourhoods?"), required=False)
    week = forms.MultipleChoiceField(label=gettext_lazy("Which weeks?"), required=False)

    def __init__(self, data: Any, *, business: "Business") -> None:
        super().__init__(data)
        self.slots = list(
            Slot.objects.for_rent().near(business.neighbourhood).select_related("neighbourhood").order_by("neighbourhood__title")
        )
        keys = {slot.key for slot in self.slots}
        self.fields["slot"].choices = [choice for choice in Slot.Key.choices if choice[0] in keys]
        self.places = {slot.neighbourhood_id: slot.neighbourhood for slot in self.slots}
        self.fields["place"].choices = [(str(pk), place.title) for pk, place in self.places.items()]
        self.home = business.neighbourhood_id
        self.fields["week"].choices = [
            (choice_value(slot, week), "") for slot in self.slots for week in weeks_from(this_week(), limits.WEEKS_AHEAD)
        ]
        self.is_valid()

    @property
    def chosen_key(self) -> str:
        return self.cleaned_data.get("slot") or (self.fields["slot"].choices[0][0] if self.fields["slot"].choices else "")

    @property
    def chosen_places(self) -> set[int]:
        return {int(place) for place in self.cleaned_data.get("place") or ()} or {self.home}

    @property
    def chosen_slots(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.key == self.chosen_key and slot.neighbourhood_id in self.chosen_places]

    @property
    def ticked(self) -> set[str]:
        return set(self.cleaned_data.get("week") or ())

    @property
    def choices(self) -> list[tuple[Slot, Any]]:
        weeks = weeks_from(this_week(), limits.WEEKS_AHEAD)
        return [(slot, week) for slot in self.chosen_slots for week in weeks if choice_value(slot, week) in self.ticked]


class CreativeForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your line"),
        max_length=limits.TEXT_LENGTH,
        help_text=gettext_lazy("90 signs at most. Say what one finds in your shop this week."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    landing_url = forms.CharField(
        label=gettext_lazy("Where does a click lead?"),
        max_length=200,
        help_text=gettext_lazy("An address of yours that begins with https://"),
        widget=forms.URLInput(attrs={"class": "input", "placeholder": "https://"}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED, "class": "input"})
    )
    drop_picture = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)
    image_alt = forms.CharField(
        label=gettext_lazy("What does the picture show?"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("In a few words, for those who do not see it."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    payer = forms.CharField(
        label=gettext_lazy("Who pays, if it is not your firm"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Readers are told: the law wants it."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    promises = forms.MultipleChoiceField(
        label=gettext_lazy("The charter of shops"), choices=charter.PROMISES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, campaign: "Campaign", user: Any, **kwargs: Any) -> None:
        self.campaign, self.user = campaign, user
        self.image: Photo | None = campaign.image
        names = ("text", "landing_url", "image_alt", "payer")
        initial = {name: getattr(campaign, name) for name in names}
        if campaign.charter_at:
            initial["promises"] = [key for key, _label in charter.PROMISES]
        super().__init__(*args, initial=initial, **kwargs)
        if campaign.image is None:
            del self.fields["drop_picture"]

    def clean_landing_url(self) -> str:
        return self._asked("landing_url", lambda: services.safe_url(self.cleaned_data["landing_url"].strip()))

    def clean_promises(self) -> set[str]:
        given = set(self.cleaned_data["promises"])
        if any(key not in given for key, _label in charter.PROMISES):
            raise forms.ValidationError(_("All three, please: neighbours rely on them."))
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("text", "image_alt", "payer"):
            if word := charter.forbidden_word(cleaned.get(name) or ""):
                refusal = _("No advertisement here says “%(word)s”: nothing political, no gambling, tobacco or credit.")
                self.add_error(name, refusal % {"word": word})
        if cleaned.get("drop_picture"):
            self.image = None
        if upload := cleaned.get("picture"):
            try:
                self.image = services.receive_picture(
                    upload=upload, campaign=self.campaign, alt=cleaned.get("image_alt") or "", by=self.user
                )
            except PhotoRefused as refusal:
                self.add_error("picture", refusal)
            else:
                services.keep_picture(campaign=self.campaign, image=self.image, alt=cleaned.get("image_alt") or "")
        if self.image and not cleaned.get("image_alt"):
            self.add_error("image_alt", _("Say in a few words what the picture shows, for those who do not see it."))
        return cleaned

    def _asked(self, _name: str, ask: Any) -> Any:
        try:
            return ask()
        except AdsError as refusal:
            raise forms.ValidationError(str(refusal.reason)) from refusal


class ReportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 3}),
    )
