"""The ways to prove where one lives; what each is worth is decided in `verification`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VerificationMethod(models.TextChoices):
    POSTCARD = "postcard", _("Postcard with a code")
    VOUCH = "vouch", _("Two neighbours vouch")
    GEOLOCATION = "geolocation", _("Position inside the neighbourhood")
    DESK = "desk", _("At the town hall's desk")


def default_methods() -> list[str]:
    return [VerificationMethod.POSTCARD, VerificationMethod.VOUCH, VerificationMethod.GEOLOCATION, VerificationMethod.DESK]
