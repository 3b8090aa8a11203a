"""Who should run a place with us, and who stands in for us."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet


class InvitationForm(forms.Form):
    who = forms.CharField(
        label=_("Pseudonym or e-mail address"),
        help_text=_("A person with an account is told on the site. To an address we send a link, and forget the address."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_who(self) -> str:
        """Tell an address from a pseudonym; refuse what is neither."""
        who = self.cleaned_data["who"].strip()
        if "@" in who:
            validate_email(who)
        elif not get_user_model().objects.active().named(who).exists():
            raise forms.ValidationError(_("Nobody here bears this name. Check it, or send a link by e-mail."))
        return who

    def invited(self) -> dict[str, object]:
        """Return whom to invite, as the service takes it."""
        who = self.cleaned_data["who"]
        return {"email": who} if "@" in who else {"user": get_user_model().objects.active().named(who).first()}


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    deputy = forms.ModelChoiceField(label=_("Who stands in"), queryset=None, empty_label=None)

    def __init__(self, *args: object, deputies: "QuerySet", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies
