"""Who prints and posts the cards: ourselves, or a company asked over the network. Chosen by `PALIER_MAILING_PROVIDER`."""

from django.conf import settings
from django.utils.module_loading import import_string

from verification.providers.base import (
    Accepted,
    AlreadyAcceptedError,
    KeysRefusedError,
    Letter,
    LetterRefusedError,
    Provider,
    TryLaterError,
)
from verification.providers.by_hand import PrintItYourself

__all__ = [
    "Accepted",
    "AlreadyAcceptedError",
    "KeysRefusedError",
    "Letter",
    "LetterRefusedError",
    "PrintItYourself",
    "Provider",
    "TryLaterError",
    "provider",
]


def provider() -> Provider:
    """Return the provider of this portal."""
    return import_string(settings.PALIER_MAILING_PROVIDER)()
