"""Fields that no rule of their own requires, and that are not optional either: the form asks for them where they matter."""

from django import forms


def mark_asked(form: forms.Form, *names: str) -> None:
    """Say nothing of "optional" beside these fields (components/field.html): an answer stands there already, or the form refuses without one."""
    for name in names:
        if name in form.fields:
            form.fields[name].asked = True
