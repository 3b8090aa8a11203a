from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string


@register(Tags.security, deploy=True)
def the_mailing_provider_knows_us(**_: Any) -> list[CheckMessage]:
    """Refuse a production whose mailing provider lacks its keys: cards would wait for ever while their addresses are kept."""
    missing = import_string(settings.PALIER_MAILING_PROVIDER)().missing_settings()
    if not missing:
        return []
    hint = "See docs/environment.md, or leave PALIER_MAILING_PROVIDER out to print the cards yourselves."
    return [Error(f"{settings.PALIER_MAILING_PROVIDER} needs {', '.join(missing)}.", hint=hint, id="verification.E001")]
