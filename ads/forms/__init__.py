"""What shops fill in."""

from ads.forms.business import BusinessForm, WordForm

__all__ = ["BusinessForm", "WordForm"]
