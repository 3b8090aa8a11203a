"""What `home` adds to the Wagtail admin, a module per theme."""

from home.wagtail_hooks import boundaries, desk, isolation, journal, team

__all__ = ["boundaries", "desk", "isolation", "journal", "team"]
