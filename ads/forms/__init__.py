"""What shops fill in, and what readers report."""

from ads.forms.business import BusinessForm, WordForm
from ads.forms.campaign import BookingForm, CreativeForm, ReportForm

__all__ = ["BookingForm", "BusinessForm", "CreativeForm", "ReportForm", "WordForm"]
