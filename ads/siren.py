"""The number of a French firm: nine digits (SIREN), and five more for one of its shops (SIRET). Both end in a check digit (INV-04)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: La Poste has more shops than the check digit has room for: theirs add up to a multiple of five instead (INSEE).
LA_POSTE = "356000000"
_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")


def luhn(digits: str) -> bool:
    """Tell whether the last digit is the right one."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(number: str) -> bool:
    """Tell whether this is the number of a firm."""
    return bool(re.fullmatch(r"[0-9]{9}", number)) and number != "0" * 9 and luhn(number)


def is_siret(number: str) -> bool:
    """Tell whether this is the number of a shop."""
    if not re.fullmatch(r"[0-9]{14}", number) or not is_siren(number[:9]):
        return False
    return luhn(number) or (number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0)


def clean_number(text: str) -> tuple[str, str]:
    """Return (SIREN, SIRET or "") of what a person typed. Raises ValidationError."""
    number = _SEPARATORS.sub("", text)
    if is_siren(number):
        return number, ""
    if is_siret(number):
        return number[:9], number
    if not number.isdecimal() or len(number) not in {9, 14}:
        raise ValidationError(_("A SIREN has nine digits, a SIRET fourteen. You find it on any invoice of yours."))
    raise ValidationError(
        _("This number does not add up: a digit is wrong or two are swapped. Please compare it with an invoice of yours.")
    )
