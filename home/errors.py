"""Refusals of this room that are no fault of a boundary or a photo. `str()` is the sentence the person reads."""


class CurationRefusedError(Exception):
    """Something about the people who run a place that the rules do not allow."""
