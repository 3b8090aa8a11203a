"""Amounts of money as they stand in a sentence."""

from decimal import Decimal

from django.utils.formats import number_format


def plain(amount: Decimal) -> str:
    """Return an amount in euros, without the sign: cents only where there are some, « 11 » and « 7,35 »."""
    return number_format(amount, 2 if amount % 1 else 0, force_grouping=True)
