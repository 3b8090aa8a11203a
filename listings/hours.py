"""Hours and minutes in words, with their sign."""

from django.utils.translation import gettext as _

_MINUS = "\N{MINUS SIGN}"


def in_words(minutes: int, *, signed: bool = False) -> str:
    """Return a number of minutes as people write it: « 1 h 30 », « −2 h », « 45 min »; with `signed` a gain has its plus."""
    hours, rest = divmod(abs(minutes), 60)
    if hours and rest:
        words = _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
    elif hours or not rest:
        words = _("%(hours)s h") % {"hours": hours}
    else:
        words = _("%(minutes)s min") % {"minutes": rest}
    sign = _MINUS if minutes < 0 else "+" if signed and minutes > 0 else ""
    return f"{sign}{words}"
