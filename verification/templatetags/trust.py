"""What other rooms' pages show of somebody's proof."""

from typing import Any

from django import template

from home.models import Membership

register = template.Library()


@register.inclusion_tag("verification/_my_home.html")
def my_home(user: Any) -> dict[str, Any]:
    """Show where the reader lives, by which proof and until when, with what can be done about it."""
    return {"membership": Membership.objects.of(user).current().select_related("neighbourhood").order_by("-started_at").first()}
