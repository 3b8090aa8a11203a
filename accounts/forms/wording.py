"""Words and manners every form of an account shares."""

from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("Ten characters at least; a whole sentence does very well.")


def without_placeholders(form: forms.BaseForm) -> None:
    """Drop the grey copies of the labels: noise to read, gone when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
