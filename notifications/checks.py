import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from notifications.channels import CHANNELS
from notifications.channels.email.channel import SMTP_BACKEND
from notifications.channels.http.client import TOTAL_TIMEOUT


@register(Tags.security, deploy=True)
def mail_goes_to_people(**_: Any) -> list[CheckMessage]:
    """Refuse a production whose mail ends in files or memory: an alert would be counted as sent and reach nobody."""
    if settings.EMAIL_BACKEND == SMTP_BACKEND:
        return []
    return [Error(f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: no mail would leave.", hint=f"Use {SMTP_BACKEND}.", id="notifications.E001")]


@register(Tags.security, deploy=True)
def push_goes_to_browsers(**_: Any) -> list[CheckMessage]:
    """Refuse a production that trusts a stand-in for push services: what it accepts reaches nobody, and no guard asks about it."""
    if not settings.PALIER_PUSH_TEST_ORIGINS:
        return []
    return [Error("PALIER_PUSH_TEST_ORIGINS is for tests.", hint="Unset it.", id="notifications.E003")]


@register(Tags.security, deploy=True)
def texts_go_to_people(**_: Any) -> list[CheckMessage]:
    """Refuse a production whose text messages end in files, or whose sender no network carries (SMS-06)."""
    faults = []
    if settings.PALIER_SMS_PROVIDER == "folder" or settings.PALIER_SMS_TEST_ORIGIN:
        faults.append(
            Error("Text messages would reach nobody.", hint="PALIER_SMS_PROVIDER: ovh, twilio, or none.", id="notifications.E004")
        )
    sender = settings.PALIER_SMS_SENDER
    if settings.PALIER_SMS_PROVIDER and (not re.fullmatch(r"[A-Za-z0-9 ]{1,11}", sender) or sender.isdecimal()):
        hint = "1 to 11 letters, digits or spaces, with a letter among them."
        faults.append(Error("PALIER_SMS_SENDER is not a sender networks carry.", hint=hint, id="notifications.E005"))
    return faults


@register(Tags.security, deploy=True)
def leases_outlive_sending(**_: Any) -> list[CheckMessage]:
    """Refuse a lease that could run out while the mail server is still being waited for: its mails would leave twice (ALR-06)."""
    longest = settings.PALIER_SENDING_SECONDS + max(2 * settings.EMAIL_TIMEOUT, 2 * TOTAL_TIMEOUT)
    if longest < settings.PALIER_DELIVERY_LEASE:
        return []
    return [Error(f"PALIER_DELIVERY_LEASE must be longer than {longest} seconds.", id="notifications.E002")]


@register(Tags.security, deploy=True)
def every_hand_has_a_connection(**_: Any) -> list[CheckMessage]:
    """Refuse a pool in which the hands of a worker would wait for each other's connections (decision 0021)."""
    least = 1 + sum(channel.hands for channel in CHANNELS.values() if channel.carried)
    if settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] >= least:
        return []
    return [
        Error(
            f"DATABASE_POOL_SIZE must be at least {least}.", hint="A worker's channels have threads of their own.", id="notifications.E006"
        )
    ]
