"""Where a page of a list ended, as one opaque word: the next one begins there, however far, and nothing is counted off."""

import base64
import binascii
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime


def mark(moment: datetime, number: int) -> str:
    """Return the word for a listing of this moment and number."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {number}".encode()).decode()


def read_mark(word: str) -> tuple[datetime, int]:
    """Return the moment and number that `mark` wrote down. Raises ValueError for any other word."""
    try:
        moment, number = base64.urlsafe_b64decode(word.encode()).decode().split(" ")
        found = parse_datetime(moment)
    except binascii.Error as error:
        raise ValueError(word) from error
    if found is None or timezone.is_naive(found) or not number.isascii() or not number.isdigit() or int(number) > _LARGEST:
        raise ValueError(word)
    return found, int(number)


_LARGEST = 2**31 - 1
