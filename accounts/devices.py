"""A browser's signature, in the words its owner would use."""

from django.utils.translation import gettext as _

# First match wins: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"),
             ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"),
            ("Linux", "Linux"))  # fmt: skip


def describe(signature: str) -> str:
    """Return « Firefox, Android », or that the device is unknown."""
    names = (next((name for mark, name in known if mark in signature), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in names if name) or _("Unknown device")
