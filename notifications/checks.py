from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from notifications.channels.email.channel import SMTP_BACKEND


@register(Tags.security, deploy=True)
def mail_goes_to_people(**_: Any) -> list[CheckMessage]:
    """Refuse a production whose mail ends in files or memory: an alert would be counted as sent and reach nobody."""
    if settings.EMAIL_BACKEND == SMTP_BACKEND:
        return []
    return [Error(f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: no mail would leave.", hint=f"Use {SMTP_BACKEND}.", id="notifications.E001")]
