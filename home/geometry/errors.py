"""The one error of an outline that cannot be accepted."""

from django.core.exceptions import ValidationError


class BoundaryError(ValidationError):
    """An outline was refused. `position` is the place of the fault as (lat, lon), when the fault has one."""

    def __init__(self, code: str, message: str, position: tuple[float, float] | None = None) -> None:
        super().__init__(message, code=code)
        self.position = position

    def __str__(self) -> str:
        return str(self.message)
