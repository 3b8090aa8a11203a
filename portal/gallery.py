"""Every component with its samples on one page, for whoever writes templates. Only under DEBUG.

A sample lies beside its component: `components/<name>.json`, a list of `{"state": …, "context": {…}}`. What JSON
cannot hold is written `{"$field": name}`, `{"$form": "refused"}`, `{"$page": number}`, `{"$date": "2026-12-05"}` or
`{"$moment": "2026-12-05T18:30"}`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

FOLDER = Path(settings.BASE_DIR, "templates", "components")


class DemoForm(forms.Form):
    """One field of each look, never shown to a visitor."""

    pseudonym = forms.CharField(label="Le nom sur votre porte", help_text="Un pseudonyme : ce que vos voisins verront.")
    mail = forms.EmailField(label="Courriel", required=False)
    street = forms.ChoiceField(label="Rue", choices=[("quai", "rue du Quai"), ("jerzual", "rue du Jerzual")])
    words = forms.CharField(label="Votre mot", widget=forms.Textarea)
    photo = forms.FileField(label="Photo", required=False)
    day = forms.DateField(label="Jour", widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}))
    charter = forms.BooleanField(label="J’ai lu la charte du voisinage", help_text="Deux pages.")
    when = forms.ChoiceField(
        label="Quand pouvez-vous venir ?",
        widget=forms.RadioSelect,
        choices=[("wed", "Mercredi 25, 18 h à 20 h"), ("sat", "Samedi 28, 10 h à midi")],
    )
    kinds = forms.MultipleChoiceField(
        label="Type",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chip"}),
        choices=[("carpool", "Covoiturage"), ("giveaway", "Don et récup"), ("help", "Entraide")],
        initial=["carpool"],
    )
    place = forms.ChoiceField(
        label="Où ?",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
        choices=[("column", "Colonne du quartier"), ("list", "Entre les annonces")],
        initial="column",
    )


@dataclass(frozen=True)
class Sample:
    component: str
    state: str
    context: dict[str, Any]

    def render(self, request: HttpRequest) -> str:
        return render_to_string(f"components/{self.component}.html", self.context, request)


def names() -> list[str]:
    """Return the name of every component."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def samples(name: str) -> Iterator[Sample]:
    """Yield the samples of a component; none when its file is missing."""
    path = FOLDER / f"{name}.json"
    if path.exists():
        for entry in json.loads(path.read_text(encoding="utf-8")):
            yield Sample(name, entry["state"], {key: _live(value) for key, value in entry["context"].items()})


def _live(value: Any) -> Any:
    """Turn `{"$field": …}` and its like into the object a template gets."""
    match value:
        case {"$field": name, "data": data}:
            return DemoForm(data)[name]
        case {"$field": name}:
            return DemoForm()[name]
        case {"$form": "refused"}:
            return DemoForm({"street": "quai", "mail": "pas un courriel"})
        case {"$form": _}:
            return DemoForm()
        case {"$page": number}:
            return Paginator(range(180), 20).page(number)
        case {"$date": day}:
            return date.fromisoformat(day)
        case {"$moment": moment}:
            return datetime.fromisoformat(moment).replace(tzinfo=timezone.get_current_timezone())
        case dict():
            return {key: _live(part) for key, part in value.items()}
        case _:
            return value


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every sampled state."""
    if not settings.DEBUG:
        raise Http404
    components = [(name, [(sample.state, sample.render(request)) for sample in samples(name)]) for name in names()]
    icons = [part.split('"')[0] for part in Path(settings.BASE_DIR, "static/icons/icons.svg").read_text().split('id="i-')[1:]]
    return render(request, "site/gallery.html", {"components": components, "icons": icons})
