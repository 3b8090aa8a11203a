"""Why a delivery is not made, and how it ends then."""

from notifications.models import Alert, AlertMessage, Delivery


def outdated(message: AlertMessage) -> str:
    """Return why a message is not sent any more, or nothing. Takes one of `AlertMessage.objects.newest_known`."""
    if message.newest_version > message.version:
        return "superseded"
    ended = message.alert.state == Alert.State.ENDED and message.msg_type != AlertMessage.Type.CANCEL
    return ("expired" if message.alert.ending == Alert.Ending.EXPIRED else "ended") if ended else ""


def closing(reason: str) -> tuple[str, str]:
    """Return the state and the code a delivery ends with for this reason: too late is a state of its own (ALR-15)."""
    return (Delivery.State.EXPIRED, "") if reason == "expired" else (Delivery.State.SUPPRESSED, reason)
