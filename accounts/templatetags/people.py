"""Showing a person: a plate and a proof, never a photo."""

from django import template
from django.utils.safestring import SafeString

from accounts import plates

register = template.Library()


@register.simple_tag
def plate(pseudonym: str, size: str = "") -> SafeString:
    """Draw the doorplate of a pseudonym: `{% plate author.pseudonym "l" %}`."""
    return plates.plate(str(pseudonym), size)
