"""Those who hand text messages to the networks. `PALIER_SMS_PROVIDER` names one; without it there are no text messages."""

from functools import lru_cache

from django.conf import settings

from notifications.channels.sms.providers.base import Handed, Provider, Receipt, Stop, Text, Unsigned
from notifications.channels.sms.providers.folder import FolderProvider
from notifications.channels.sms.providers.ovh import OvhProvider
from notifications.channels.sms.providers.twilio import TwilioProvider

PROVIDERS: dict[str, type[Provider]] = {provider.name: provider for provider in (FolderProvider, OvhProvider, TwilioProvider)}


def provider() -> Provider | None:
    """Return the provider in use, or None: no text messages."""
    return _named(settings.PALIER_SMS_PROVIDER) if settings.PALIER_SMS_PROVIDER else None


@lru_cache(maxsize=4)
def _named(name: str) -> Provider:
    return PROVIDERS[name]()


__all__ = ["PROVIDERS", "Handed", "Provider", "Receipt", "Stop", "Text", "Unsigned", "provider"]
