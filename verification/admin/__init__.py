"""The printing desk and the counter in the Wagtail admin. No list shows a name, an address or a code."""
