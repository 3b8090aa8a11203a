"""People. `user` knows nothing of the others; `recovery` and `pseudonym` point at it."""

from accounts.models.pseudonym import FormerPseudonym
from accounts.models.recovery import RecoveryCode, RecoveryRequest
from accounts.models.user import User

__all__ = ["FormerPseudonym", "RecoveryCode", "RecoveryRequest", "User"]
