from django.core.exceptions import ValidationError


class AlertRefused(ValidationError):  # noqa: N818 - a domain word
    """An alert that may not be sent, confirmed or answered now. Carries the reason, for the person to read."""
