"""What a newcomer asks, and what a neighbour declares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from verification.models.vouch import SENTENCE_LENGTH


class AskForm(forms.Form):
    sentence = forms.CharField(
        label=_("How do your neighbours know you?"),
        help_text=_(
            "One sentence, read by neighbours who may vouch: “We met at the fountain, I have the grey dog.” Write no name and no number that you want to keep to yourself."
        ),
        max_length=SENTENCE_LENGTH,
    )
    listed = forms.BooleanField(
        label=_("Also ask the neighbours I have not met"),
        help_text=_("Your pseudonym and your sentence appear in the list of those who may vouch in this neighbourhood."),
        required=False,
    )


class VouchForm(forms.Form):
    met = forms.BooleanField(
        label=_("I have met this person in real life."),
        error_messages={"required": _("Tick that you have met this person, or say that you do not know them.")},
    )
    lives = forms.BooleanField(
        label=_("I know that this person lives in this neighbourhood."),
        error_messages={"required": _("Tick that this person lives here, or say that you do not know them.")},
    )


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The newcomer reads it. Say what they can do instead."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The person reads it; it is kept."), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
    fraud = forms.BooleanField(
        label=_("It was a fraud: this person does not live here, or is not one person"),
        help_text=_("Their vouches count no more, and those they let in must confirm again within 30 days."),
        required=False,
    )
