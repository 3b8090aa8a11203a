"""Reads about invitations and absences of curators."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from home.models.places import PlacePage


class CuratorInvitationQuerySet(models.QuerySet):
    def at(self, place: "PlacePage") -> Self:
        """Return the invitations of one place."""
        return self.filter(place=place.pk)

    def open(self) -> Self:
        """Return those that may still be accepted."""
        return self.filter(state="open", expires_at__gt=timezone.now())

    def named(self, public_id: str) -> Self:
        """Return the invitation of this public number: none or one."""
        return self.filter(public_id=public_id)

    def visible_to(self, user: "User") -> Self:
        """Return those this person may answer: their own, and links, which whoever was sent one may use."""
        return self.filter(models.Q(user=user) | models.Q(user=None))

    def to_mail(self) -> Self:
        """Return those whose link has not been sent yet."""
        return self.open().exclude(email="").order_by("created_at")


class CuratorAbsenceQuerySet(models.QuerySet):
    def at(self, place: "PlacePage") -> Self:
        """Return the absences from one place."""
        return self.filter(place=place.pk)

    def of(self, user: "User") -> Self:
        """Return one person's absences."""
        return self.filter(user=user)

    def not_over(self, day: date) -> Self:
        """Return the absences that have not ended before this day."""
        return self.filter(ends_on__gte=day).order_by("starts_on", "pk")

    def on(self, day: date) -> Self:
        """Return the absences that hold this day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by("starts_on", "pk")

    def over(self, day: date) -> Self:
        """Return the absences that ended before this day and whose deputy still holds the keys."""
        return self.filter(ends_on__lt=day, stands_in=True)
