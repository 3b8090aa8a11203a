from django import template

from notifications.models import Notification

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_count(context: template.Context) -> int:
    """Count what the reader was told and has not read: one query, none for a visitor."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return Notification.objects.of(user).unread().count() if user and user.is_authenticated else 0
