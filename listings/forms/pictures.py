"""Up to six pictures, each with its words. A picture that arrived stays, whatever else the form has to say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.photos import PhotoRefused
from listings import limits
from listings.services import Picture, own_photo, stage_photo

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage, Photo
    from listings.models import ListingPage

#: What a browser offers to choose from; the server looks at the content anyway.
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/avif"


@dataclass
class Slot:
    """One place for a picture in the form."""

    file: BoundField
    alt: BoundField
    kept: BoundField
    drop: BoundField
    photo: "Photo | None"


class PicturesForm(forms.Form):
    """Mixin. Needs `user`, `neighbourhood`, `listing` (or None) and `takes_pictures` before the fields are read."""

    user: "User"
    neighbourhood: "NeighbourhoodPage"
    listing: "ListingPage | None"
    takes_pictures: bool = True

    @property
    def _numbers(self) -> range:
        return range(limits.PHOTOS if self.takes_pictures else 0)

    def add_picture_fields(self) -> None:
        self.photos: dict[int, Photo] = {}
        for number in self._numbers:
            label = _("Picture %(number)s") % {"number": number + 1}
            self.fields[f"file_{number}"] = forms.FileField(
                label=label, required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED, "class": "input"})
            )
            self.fields[f"alt_{number}"] = forms.CharField(
                label=_("What does picture %(number)s show?") % {"number": number + 1},
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"class": "input"}),
            )
            self.fields[f"kept_{number}"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
            self.fields[f"drop_{number}"] = forms.BooleanField(label=gettext_lazy("Remove this picture"), required=False)
        if self.is_bound:
            self.data = self.data.copy()  # what arrives is noted in the form that goes back
        elif self.listing is not None and self.takes_pictures:
            for number, picture in enumerate(self.listing.photos.ready()[: limits.PHOTOS]):
                self.photos[number] = picture.photo
                self.initial |= {f"kept_{number}": picture.photo.public_id, f"alt_{number}": picture.alt}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in self._numbers:
            if photo := self._photo(number):
                self.photos[number] = photo
                self.data[self.add_prefix(f"kept_{number}")] = str(photo.public_id)
                if not cleaned.get(f"alt_{number}"):
                    self.add_error(f"alt_{number}", _("Say in a few words what the picture shows, for those who do not see it."))
            else:
                self.data[self.add_prefix(f"kept_{number}")] = ""
        return cleaned

    def _photo(self, number: int) -> "Photo | None":
        asked = self.cleaned_data
        if upload := asked.get(f"file_{number}"):
            try:
                return stage_photo(upload=upload, neighbourhood=self.neighbourhood, by=self.user).photo
            except PhotoRefused as refusal:
                self.add_error(f"file_{number}", str(refusal))
                return None
        if asked.get(f"drop_{number}") or not asked.get(f"kept_{number}"):
            return None
        return own_photo(public_id=asked[f"kept_{number}"], listing=self.listing, by=self.user)

    @property
    def pictures(self) -> list[Picture]:
        return [Picture(photo, self.cleaned_data[f"alt_{number}"]) for number, photo in sorted(self.photos.items())]

    @property
    def has_many_pictures(self) -> bool:
        return any(number > 1 for number in self.photos) or any(
            f"{name}_{number}" in self.errors for name in ("file", "alt") for number in range(2, limits.PHOTOS)
        )

    @property
    def slots(self) -> list[Slot]:
        names = ("file", "alt", "kept", "drop")
        return [Slot(*(self[f"{name}_{number}"] for name in names), self.photos.get(number)) for number in self._numbers]
