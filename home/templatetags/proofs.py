"""The badge of a proof of residence."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from home.drawn import component
from home.proofs import proof_text

register = template.Library()


@register.simple_tag
def proof(method: str | None, confirmed_at: datetime | None) -> SafeString | str:
    """Draw the badge of a proof, method and month: `{% proof membership.method membership.confirmed_at %}`; nothing without one."""
    text = proof_text(method or "", confirmed_at)
    return component("badge", method=method, text=text) if text else ""
