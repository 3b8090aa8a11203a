"""Which numbers are written to (SMS-09): mainland and overseas France, and what the operator adds. Others cost too much, or earn a thief money."""

from django.conf import settings

import phonenumbers
from phonenumber_field.phonenumber import PhoneNumber


def begins_as_allowed(number: str) -> bool:
    """Tell whether an E.164 number has an allowed prefix: asked again for each message, as the operator may have changed them since."""
    return number.startswith(tuple(settings.PALIER_SMS_PREFIXES))


def is_allowed(number: str) -> bool:
    """Tell whether an E.164 number may be confirmed: a mobile one under an allowed prefix."""
    if not begins_as_allowed(number):
        return False
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in mobile


def as_written_here(number: str) -> str:
    """Return a number in the form it is kept in (E.164), however a network spells it; what is no number comes back as it is (SMS-10)."""
    try:
        found = PhoneNumber.from_string(f"+{number}" if number[:1] in set("123456789") else number)
    except phonenumbers.NumberParseException:
        return number
    return found.as_e164 if found.is_valid() else number


def hidden(number: str) -> str:
    """Return a number as its owner recognises it and nobody else learns it: the last two digits."""
    return f"•• •• •• •• {number[-2:]}" if number else ""
