"""How serious an alert is and what it is about, as the form offers them: drawn, and only what a person may choose."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from home.templatetags.face import icon
from notifications.models import Alert
from notifications.permissions import CURATORS_CATEGORIES, CURATORS_SEVERITIES

_SEVERITY_HINTS = {
    Alert.Severity.INFORMATION: _("Useful to know today."),
    Alert.Severity.VIGILANCE: _("A risk nearby; something must be done."),
    Alert.Severity.URGENCE: _("A danger now. For the town hall, the rescue services and the curators."),
}

_CATEGORY_ICONS = {
    Alert.Category.LOST_PET: "paw",
    Alert.Category.FOUND_PET: "paw",
    Alert.Category.LOST_OBJECT: "search",
    Alert.Category.MISSING_PERSON: "user",
    Alert.Category.OUTAGE: "settings",
    Alert.Category.WATER: "water",
    Alert.Category.ROAD: "works",
    Alert.Category.WEATHER: "leaf",
    Alert.Category.FIRE: "gas",
    Alert.Category.EVENT: "star",
    Alert.Category.VIGILANCE: "eye",
}
#: The face's names for severities.
LOOKS = {Alert.Severity.INFORMATION: "info", Alert.Severity.VIGILANCE: "watch", Alert.Severity.URGENCE: "urgent"}


def drawn_severities(*, runs_place: bool) -> list[tuple[str, SafeString]]:
    words = '<b>{}{}</b><span class="soft small">{}</span>'
    offered = [value for value in _SEVERITY_HINTS if runs_place or value not in CURATORS_SEVERITIES]
    return [(value, format_html(words, icon(LOOKS[value]), value.label, _SEVERITY_HINTS[value])) for value in offered]


def drawn_categories(*, runs_place: bool) -> list[tuple[str, SafeString]]:
    offered = [value for value in Alert.Category if runs_place or value not in CURATORS_CATEGORIES]
    return [(value, format_html("{}{}", icon(_CATEGORY_ICONS[value], "icon--s"), value.label)) for value in offered]
