"""What the portal itself puts in the footer: the charter and what becomes of people's data."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from home import navigation

navigation.add(navigation.Entry("charter", _("Neighbourhood charter"), "doc", lambda place: reverse("charter"), order=10, zone="about"))
navigation.add(navigation.Entry("your-data", _("Your data"), "lock", lambda place: reverse("your-data"), order=10, zone="plainly"))
