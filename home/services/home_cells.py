"""Keeping and forgetting roughly where a person lives. The exact point ends with the call."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from home.cells import cell_of
from home.locate import locate
from home.models import Boundary, HomeCell, Membership

if TYPE_CHECKING:
    from accounts.models import User


class HomeCellRefused(ValidationError):  # noqa: N818 - a domain word
    """A place that cannot be this person's home. Carries the reason."""


@transaction.atomic
def keep_home_cell(*, user: "User", lat: float, lon: float) -> HomeCell:
    """Remember the square of about 150 m that holds a point (degrees, WGS 84), because its owner asks for it; drop the point.

    Raises HomeCellRefused when the person is no resident, or when the point lies outside their own neighbourhood: such
    a square would keep the alerts of their own street from them.
    """
    membership = Membership.objects.of(user).active().select_related("neighbourhood").first()
    if membership is None:
        raise HomeCellRefused(_("This is for confirmed residents: your neighbourhood is not confirmed yet."))
    inside = {hit.page_id for hit in locate(lat, lon).neighbourhoods}
    if Boundary.objects.of_place(membership.neighbourhood_id).exists() and membership.neighbourhood_id not in inside:
        raise HomeCellRefused(
            _("This point is not in %(place)s. Choose a point near your home.") % {"place": membership.neighbourhood.title}
        )
    return HomeCell.objects.update_or_create(user=user, defaults={"cell": cell_of(lat, lon).key})[0]


def forget_home_cell(*, user: "User") -> bool:
    """Forget roughly where a person lives; tell whether anything was known. From then on they get every alert again."""
    return HomeCell.objects.filter(user=user).delete()[0] > 0
