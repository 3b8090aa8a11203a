"""How many accounts one home may hold, whichever proof knows the home."""

from django.utils.translation import gettext as _

from home.models import Membership
from verification import policy
from verification.errors import LimitReachedError
from verification.models import Dwelling


def check_room(*, dwelling: Dwelling, user_id: int) -> None:
    """Raise LimitReachedError when the home, whose row is locked, holds enough accounts of others, cards on their way included."""
    proved = Membership.objects.current().filter(dwelling_hash=dwelling.pk).values_list("user", flat=True)
    waiting = dwelling.postcards.live().values_list("user", flat=True)
    if len({*proved, *waiting} - {user_id}) >= policy.ACCOUNTS_PER_DWELLING:
        raise LimitReachedError(_("This address already has as many accounts as it may. Ask the town hall."))
