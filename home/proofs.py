"""A proof of residence as neighbours read it: its method and its month, never more (domain.md, principle 1)."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from home.models.places import VerificationMethod


def proof_text(method: str, confirmed_at: datetime | None) -> str:
    """Return the sentence of a badge; empty for somebody who proved nothing."""
    sentences = {
        VerificationMethod.POSTCARD: _("Address verified by postcard in %(month)s"),
        VerificationMethod.VOUCH: _("Vouched for by two neighbours in %(month)s"),
        VerificationMethod.GEOLOCATION: _("Seen inside the neighbourhood in %(month)s"),
        VerificationMethod.DESK: _("Address verified at the desk in %(month)s"),
    }
    if method not in sentences or confirmed_at is None:
        return ""
    return sentences[method] % {"month": date_format(timezone.localtime(confirmed_at), "F Y")}
