"""What a postcode says, checked without any network: its form, and its department against the town's official code (POS-03)."""

import re
import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from verification.errors import AddressRefusedError

_FRENCH = re.compile(r"(?:FR?[- ]?)?([0-9]{5})")
_OFFICIAL = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
#: Saint-Barthélemy and Saint-Martin kept the postcodes of Guadeloupe, whose official codes they left.
_OVERSEAS = {"977": "971", "978": "971"}
_UNUSED = {"00", "96", "99"}


def read_postcode(typed: str) -> str:
    """Return five digits. Raises AddressRefusedError on anything else: foreign codes, official codes of Corsica, typing slips."""
    text = unicodedata.normalize("NFKC", typed).upper().strip()
    found = _FRENCH.fullmatch(text) or _FRENCH.fullmatch(text.replace(" ", ""))
    if found and found[1][:2] not in _UNUSED:
        return found[1]
    if re.fullmatch(r"2[AB][0-9]{3}", text):
        raise AddressRefusedError(
            "postcode", _("In Corsica the postcode starts with 20, for instance 20000. 2A and 2B are not used by the post.")
        )
    raise AddressRefusedError("postcode", _("A French postcode has five digits, for instance 22100. Cards cannot be sent abroad."))


def department_of_postcode(postcode: str) -> str:
    """Return the department as postcodes count it: two digits, three overseas."""
    return postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]


def department_of_town(code: str) -> str:
    """Return the department of an official (INSEE) code as postcodes count it; empty when the code is not one."""
    if not _OFFICIAL.fullmatch(code):
        return ""
    if code[:2] in {"97", "98"}:
        return _OVERSEAS.get(code[:3], code[:3])
    return "20" if code[:2] in {"2A", "2B"} else code[:2]


def check_department(postcode: str, town_code: str) -> None:
    """Refuse a postcode of another department than the town's.

    Some towns are served from across the border of their department: `PALIER_POSTCODE_EXCEPTIONS` lists theirs.
    """
    expected = department_of_town(town_code)
    exceptions = getattr(settings, "PALIER_POSTCODE_EXCEPTIONS", {}).get(town_code, ())
    if expected and department_of_postcode(postcode) != expected and postcode not in exceptions:
        raise AddressRefusedError(
            "postcode",
            _("The postcode %(postcode)s is not one of this town: here they start with %(start)s.")
            % {"postcode": postcode, "start": expected},
        )
