"""A search a person keeps, and which listings they were told of for it."""

import uuid

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage
from listings.querysets import SavedSearchQuerySet


class SavedSearch(models.Model):
    class Pace(models.TextChoices):
        ONCE = "once", _("At once")
        DAY = "day", _("Once a day, in the morning")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    neighbourhood = models.ForeignKey("home.NeighbourhoodPage", on_delete=models.CASCADE, related_name="saved_searches")
    #: What listings.filters understood of the search, as in its address; never a position.
    query = models.CharField(max_length=500, blank=True)
    pace = models.CharField(_("when to tell you"), max_length=4, choices=Pace, default=Pace.DAY)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Up to which moment new listings have been looked at, and the last day of a daily look.
    looked_at = models.DateTimeField()
    looked_on = models.DateField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "neighbourhood", "query"], name="a_search_is_saved_once")]
        indexes = [models.Index(fields=["pace", "looked_on"], name="search_by_pace")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def asked(self) -> QueryDict:
        """What is looked for, as the list's own filters read it."""
        return QueryDict(self.query)

    @property
    def results_url(self) -> str:
        return f"{self.neighbourhood.url}annonces/?{self.query}"


class SearchHit(models.Model):
    """A listing that a person was told of for one of their searches: the row is what makes it told once (FLT-10)."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="hits")
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("listing found by a saved search")
        constraints = [models.UniqueConstraint(fields=["search", "listing"], name="a_listing_is_told_once")]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.listing_id}"
