"""What a person wants to be told, and what their browsers say of themselves."""

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.models import DigestChoice, Preference, QuietHours
from notifications.models.delivery import Channel
from notifications.reach import ICONS
from notifications.services import choose_letter, set_preference
from notifications.themes import THEMES, themes_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Section:
    """One heading of the page of choices, with a table of its own."""

    key: str
    label: str | Promise
    #: (label of the kind, [(label of the channel, its field), …]).
    rows: list[tuple[str | Promise, list[tuple[str | Promise, forms.BoundField]]]]


class PreferencesForm(forms.Form):
    """Tables: kinds of news in rows, channels in columns. What is on the site for all, such as alerts, cannot be switched off.

    Only what can happen to this person is asked: a shop's news of who keeps a shop, a curator's of curators. What is not shown is
    not touched by saving.
    """

    channels = [(channel.value, channel.label) for channel in (Channel.IN_APP, Channel.PUSH, Channel.SMS, Channel.EMAIL)]
    columns = [(*channel, ICONS[channel[0]]) for channel in channels]

    def __init__(self, *args: Any, user: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self._by_theme = kinds.chosen_by_theme(themes_of(user))
        chosen = {(row.kind, row.channel): row.enabled for row in Preference.objects.filter(user=user)}
        for kind in (kind for _theme, found in self._by_theme for kind in found):
            for channel, _label in self.channels:
                field = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "tick"}))
                compulsory = channel in kind.compulsory_channels
                field.initial = compulsory or chosen.get((kind.key, channel), channel in kind.default_channels)
                field.disabled = compulsory or not kind.may_use(channel)
                self.fields[f"{kind.key}:{channel}"] = field

    @property
    def sections(self) -> list[Section]:
        """Return the headings that concern this person, each with its rows."""
        return [Section(theme, THEMES[theme], [self._row(kind) for kind in found]) for theme, found in self._by_theme]

    def _row(self, kind: kinds.NotificationKind) -> tuple[str | Promise, list[tuple[str | Promise, forms.BoundField]]]:
        return kind.label, [(label, self[f"{kind.key}:{channel}"]) for channel, label in self.channels]

    def save(self) -> None:
        for name in self.changed_data:
            kind, _colon, channel = name.rpartition(":")
            set_preference(user=self.user, kind=kind, channel=channel, enabled=self.cleaned_data[name])


class SubscribeForm(forms.Form):
    """A browser's subscription, as its script sends it. What stands in it is checked by the service."""

    endpoint = forms.CharField(max_length=1_000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
    label = forms.CharField(max_length=60, required=False)


class RenewForm(forms.Form):
    """A browser's new address beside its old one, as its service worker sends them."""

    endpoint = forms.CharField(max_length=1_000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
    old_endpoint = forms.CharField(max_length=1_000)
    old_auth = forms.CharField(max_length=40)


class QuietForm(forms.ModelForm):
    """When nothing rings but emergencies."""

    class Meta:
        model = QuietHours
        fields = ["enabled", "begins", "ends"]
        labels = {"enabled": _("Let nothing ring, except emergencies"), "begins": _("From"), "ends": _("To")}
        widgets = {
            "enabled": forms.CheckboxInput(attrs={"class": "tick"}),
            "begins": forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
            "ends": forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins"].required = self.fields["ends"].required = False

    def clean_begins(self) -> time:
        return self.cleaned_data["begins"] or self.instance.begins

    def clean_ends(self) -> time:
        return self.cleaned_data["ends"] or self.instance.ends


class PhoneCodeForm(forms.Form):
    """The six digits that came by text message."""

    code = forms.CharField(
        label=_("The six digits you got"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input input--short", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class LetterForm(forms.Form):
    """How often the letter of the neighbourhood comes, and when."""

    every = forms.ChoiceField(
        label=_("The letter of the neighbourhood"),
        choices=DigestChoice.Every.choices,
        widget=forms.RadioSelect(attrs={"class": "chip"}),
        required=False,
    )
    hour = forms.TypedChoiceField(
        label=_("At what hour?"),
        choices=[(hour, f"{hour} h") for hour in range(24)],
        coerce=int,
        empty_value=8,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, user: "User", **kwargs: Any) -> None:
        self.user = user
        chosen = DigestChoice.objects.filter(user=user).first()
        initial = {"every": chosen.every if chosen else DigestChoice.Every.NEVER, "hour": chosen.hour if chosen else 8}
        super().__init__(*args, initial=initial, **kwargs)

    def save(self) -> None:
        if self.has_changed() and self.cleaned_data["every"]:
            choose_letter(user=self.user, every=self.cleaned_data["every"], hour=self.cleaned_data["hour"])
