"""A few words to the neighbour one has to do with."""

from django import forms
from django.utils.translation import gettext_lazy

from listings import limits


class MessageForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=limits.MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"class": "input input--low letter", "rows": 4}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )
