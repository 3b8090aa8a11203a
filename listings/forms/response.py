"""A neighbour's answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from listings import kinds, limits
from listings.childcare_hours import SitterAge
from listings.forms.asked import mark_asked
from listings.forms.dates import day_field

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from listings.models import ListingPage, Occurrence


#: What the tick for all dates offered sends.
EVERY_DATE = "every"


class ResponseForm(forms.Form):
    coming = forms.ChoiceField(
        label=gettext_lazy("Are you coming?"),
        required=False,
        choices=[("yes", gettext_lazy("Yes, I am coming")), ("maybe", gettext_lazy("Perhaps"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    dates = forms.MultipleChoiceField(label=gettext_lazy("Which days?"), required=False, widget=forms.CheckboxSelectMultiple)
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(gettext_lazy("Until, that day included"))
    takes = forms.ChoiceField(label=gettext_lazy("What would you like?"), widget=forms.RadioSelect)
    brings = forms.ChoiceField(label=gettext_lazy("What do you give?"), widget=forms.RadioSelect)
    slot = forms.ChoiceField(label=gettext_lazy("When can you come?"), required=False, widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        initial=1,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )
    children = forms.IntegerField(
        label=gettext_lazy("How many children?"), min_value=1, initial=1, widget=forms.NumberInput(attrs={"class": "input input--short"})
    )
    sitter_age = forms.ChoiceField(
        label=gettext_lazy("How old are you?"), choices=SitterAge.choices, widget=forms.RadioSelect(attrs={"class": "chip"})
    )
    message = forms.CharField(
        label=gettext_lazy("A word"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input input--low letter", "rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        listing: "ListingPage",
        user: "User | AnonymousUser",
        occurrences: "list[Occurrence] | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listing = listing
        self.occurrences = occurrences if occurrences is not None or not listing.is_dated else open_dates(listing, user)
        self._offer_slots(getattr(listing, "pickup_windows", []))
        self._offer_skills("takes", getattr(listing, "gives", []))
        self._offer_skills("brings", getattr(listing, "wants", []))
        if not listing.is_lent:
            del self.fields["starts_on"], self.fields["ends_on"]
        self._ask_about_sitting()
        if not listing.allows_maybe:
            del self.fields["coming"]
        if not listing.is_dated:
            del self.fields["dates"]
        else:
            self._offer_dates([one for one in self.occurrences if not one.mine])
        mark_asked(self, "coming", "dates", "slot", "quantity")
        most = listing.capacity or (20 if listing.allows_maybe else 1)
        if most > 1:
            self.fields["quantity"].label = kinds.get(listing.kind).how_many
            self.fields["quantity"].max_value = most
            self.fields["quantity"].widget.attrs["max"] = most
        else:
            del self.fields["quantity"]

    def _offer_dates(self, free: "list[Occurrence]") -> None:
        """Offer the next dates. Where there are many: all of them by one tick, the first few, and the others folded away."""
        field = self.fields["dates"]
        choices = [(str(one.public_id), date_label(one, self.listing)) for one in free]
        field.initial = [value for value, _label in choices[:1]]
        if len(choices) > limits.UNFOLDED_DATES + 1:
            until = date_format(timezone.localtime(free[-1].starts_at), "j F")
            every = _("Every time until %(date)s (%(count)s dates)") % {"date": until, "count": len(choices)}
            choices.insert(0, (EVERY_DATE, every))
            field.unfolded = limits.UNFOLDED_DATES + 1
            chosen = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("dates")) if self.is_bound else None
            field.opened = not {value for value, _label in choices[field.unfolded :]}.isdisjoint(chosen or ())
        field.choices = choices

    def _ask_about_sitting(self) -> None:
        """Ask a family how many children it brings, a sitter's age; other kinds neither."""
        asked = {True: "children", False: "sitter_age"}[self.listing.is_offer] if self.listing.kind == "childcare" else ""
        for name in {"children", "sitter_age"} - {asked}:
            del self.fields[name]
        if asked == "children":
            self.fields["children"].widget.attrs["max"] = self.fields["children"].max_value = self.listing.children

    def _offer_slots(self, windows: list[str]) -> None:
        if windows:
            other = _("Another time")
            self.fields["slot"].choices = [(window, window) for window in [*windows, other]]
            self.fields["slot"].initial = windows[0]
        else:
            del self.fields["slot"]

    def _offer_skills(self, name: str, skills: list[str]) -> None:
        """Ask which of several skills; where there is one, or none, there is nothing to ask."""
        if len(skills) > 1:
            self.fields[name].choices = [(skill, capfirst(skill)) for skill in skills]
            self.fields[name].initial = skills[0]
        else:
            del self.fields[name]

    def clean_dates(self) -> "list[Occurrence]":
        chosen = self.cleaned_data["dates"]
        if not chosen:
            raise forms.ValidationError(_("Choose a day."))
        if EVERY_DATE in chosen:
            return [one for one in self.occurrences or [] if not one.mine]
        return [one for one in self.occurrences or [] if str(one.public_id) in chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and (refusal := self.listing.refusal_of_period(first, last)):
            self.add_error("ends_on", refusal)
        return cleaned

    @property
    def answer(self) -> dict[str, Any]:
        """Return what the service needs."""
        cleaned = self.cleaned_data
        answer = {"slot": cleaned.get("slot", ""), "quantity": cleaned.get("quantity") or 1, "message": cleaned["message"]}
        if self.listing.allows_maybe:
            answer["maybe"] = cleaned.get("coming") == "maybe"
        if given := {name: cleaned[name] for name in ("children", "sitter_age") if name in cleaned}:
            answer["given"] = given
        if self.listing.is_lent:
            answer["period"] = (cleaned["starts_on"], cleaned["ends_on"])
        if self.listing.is_barter:
            answer["given"] = {"takes": cleaned.get("takes", ""), "gives": cleaned.get("brings", "")}
        return answer


def open_dates(listing: "ListingPage", user: "User | AnonymousUser") -> "list[Occurrence]":
    """Return the next dates one may answer to, with what is taken and this person's own answers: two queries."""
    return list(listing.occurrences.standing().to_come().with_taken().with_answers_of(user)[: listing.shown_dates])


def date_label(occurrence: "Occurrence", listing: "ListingPage") -> str:
    """Return a date with what is left of it."""
    when = capfirst(occurrence.when)
    if listing.capacity is None:
        return when
    left = max(listing.capacity - occurrence.taken, 0)
    room = ngettext("%(count)s place", "%(count)s places", left) % {"count": left} if left else _("full, you stand in line")
    return _("%(date)s: %(room)s") % {"date": when, "room": room}
