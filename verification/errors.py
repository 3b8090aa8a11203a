"""Refusals of this room. Each carries the sentence the person reads; a limit says when it ends (domain.md, principle 7)."""

from datetime import datetime

from django.utils.functional import Promise


class VerificationError(Exception):
    """A request that the rules refuse. `str()` is the translated reason."""


class AddressRefusedError(VerificationError):
    """An address that the post could not deliver to. `field` names the part to correct."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(reason)
        self.field = field


class LimitReachedError(VerificationError):
    """A number of [policy] is used up. `until` is the moment it is free again, when one is known."""

    def __init__(self, reason: str | Promise, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.until = until


class LocationRefusedError(VerificationError):
    """A position that proves nothing. `reason` says what is wrong, and `str()` what to do next."""

    def __init__(self, reason: str, words: str | Promise) -> None:
        super().__init__(words)
        self.reason = reason


class PolicyRefusedError(VerificationError):
    """A policy that would leave people outside. `field` names the part to correct."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(reason)
        self.field = field


class WrongCodeError(VerificationError):
    """The code opens nothing: wrong, expired, used or somebody else's. It never says which (VER-04)."""


class NotPossibleError(VerificationError):
    """The membership, card or batch is not in a state that allows this."""
