"""The post's own list of towns and postcodes: read from a file, asked without any network (POS-03)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from verification.addresses.postcodes import check_department
from verification.errors import AddressRefusedError
from verification.models import TownPostcode

_TOWN = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
#: Three towns are listed by their districts; here each is one town.
_DISTRICTS = {"75056": range(75101, 75121), "69123": range(69381, 69390), "13055": range(13201, 13217)}
_TOWN_OF = {str(district): town for town, districts in _DISTRICTS.items() for district in districts}
#: As many as an error shows before it becomes a list nobody reads.
_SHOWN = 6


@dataclass(frozen=True)
class PostcodeReport:
    """What came of an import."""

    towns: int
    postcodes: int
    #: Lines that name no town or no postcode, by their number in the file.
    refused: tuple[int, ...]


@transaction.atomic
def import_postcodes(*, rows: Iterable[Mapping[str, str]]) -> PostcodeReport:
    """Replace the table by these lines of the official base; the same file again changes nothing.

    Columns are found by name, with or without the `#` and accents of its editions: `Code_commune_INSEE`, `Code_postal`.
    Nothing is replaced when no line could be read.
    """
    found, refused = set(), []
    for number, row in enumerate(rows, start=2):
        columns = {name.strip("#\ufeff ").casefold(): (value or "").strip() for name, value in row.items() if isinstance(name, str)}
        town = columns.get("code_commune_insee", "").upper().zfill(5)
        postcode = columns.get("code_postal", "").zfill(5)
        if not _TOWN.fullmatch(town) or not re.fullmatch(r"[0-9]{5}", postcode) or postcode == "00000":
            refused.append(number)
            continue
        found.add((_TOWN_OF.get(town, town), postcode))
    if found:
        TownPostcode.objects.all().delete()
        TownPostcode.objects.bulk_create((TownPostcode(town_code=town, postcode=code) for town, code in sorted(found)), batch_size=2000)
    return PostcodeReport(len({town for town, _code in found}), len(found), tuple(refused))


def check_postcode(*, town_line: str, town_code: str) -> None:
    """Refuse a postcode that the post does not use in this town; `town_line` is the last line of the address.

    Without the post's list, and for CEDEX codes, which it leaves out, only the department is compared. Raises
    AddressRefusedError.
    """
    postcode = town_line[:5]
    known = list(TownPostcode.objects.of_town(town_code).values_list("postcode", flat=True))
    exceptions = getattr(settings, "PALIER_POSTCODE_EXCEPTIONS", {}).get(town_code, ())
    if not known or " CEDEX" in town_line or postcode in exceptions:
        check_department(postcode, town_code)
    elif postcode not in known:
        words = _("The post does not use %(postcode)s in this town. Here it is %(known)s.")
        raise AddressRefusedError("postcode", words % {"postcode": postcode, "known": _either(known)})


def _either(codes: list[str]) -> str:
    if len(codes) > _SHOWN:
        return _("%(first)s to %(last)s") % {"first": codes[0], "last": codes[-1]}
    return _(" or ").join(codes)
