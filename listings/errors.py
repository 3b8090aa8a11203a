"""Why a service said no, in words for the person who asked."""


class ListingError(Exception):
    """A refusal with a reason that the person can read."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowedError(ListingError):
    """This person may not do this."""


class WrongStateError(ListingError):
    """It is too late, or too early."""


class NothingLeftError(ListingError):
    """Everything is promised."""


class LimitReachedError(ListingError):
    """A limit that is the same for everybody."""
