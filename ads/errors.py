"""Why a service said no, in words for the person who asked."""


class AdsError(Exception):
    """A refusal with a reason that the person can read."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowedError(AdsError):
    """This person may not do this."""


class WrongStateError(AdsError):
    """It is too late, or too early."""


class LimitReachedError(AdsError):
    """A number of `ads.limits` is used up."""


class TakenError(AdsError):
    """Somebody else holds one of the weeks asked for."""


class NotForSaleError(AdsError):
    """No rate card gives a price, or nobody is there to sell."""


class CharterError(AdsError):
    """The words break the charter of local shops."""


class ProviderError(AdsError):
    """The payment provider did not answer, or not as it should."""
