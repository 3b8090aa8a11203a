"""The address block: at most six lines of at most 38 characters, in the order the post reads them (POS-01)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from verification.addresses import streets
from verification.addresses.folding import fold
from verification.addresses.postcodes import read_postcode
from verification.errors import AddressRefusedError

LINE_LENGTH = 38
_COUNTRIES = {
    "ALLEMAGNE",
    "ANDORRE",
    "BELGIE",
    "BELGIQUE",
    "BELGIUM",
    "DEUTSCHLAND",
    "ESPAGNE",
    "GERMANY",
    "ITALIA",
    "ITALIE",
    "SCHWEIZ",
    "SPAIN",
    "SUISSE",
    "SWITZERLAND",
}
#: Elsewhere a lone letter is a door or a staircase, not an article.
_WITH_ARTICLES = {"street", "locality", "town"}
_BOX = re.compile(r"\b(?:(?:BP|B P|CS|TSA) ?[0-9]+|BOITE POSTALE|POSTE RESTANTE)\b")


_NUMBER_AS_TYPED = re.compile(r"^[0-9][0-9\s/,–-]*(?:(?:bis|ter|quater|quinquies|[a-z])\b)?[\s,]*", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A French address as typed. `recipient` is the name on the letterbox, never a pseudonym."""

    recipient: str
    street: str
    postcode: str
    town: str
    apartment: str = ""
    building: str = ""
    locality: str = ""


def format_address(address: Address) -> list[str]:
    """Return the lines to print, first to last, none empty. Raises AddressRefusedError naming the part to correct."""
    lines = [
        _line(address.recipient, "recipient"),
        _line(address.apartment, "apartment"),
        _line(address.building, "building"),
        _street_line(address.street),
        _line(address.locality, "locality"),
        _town_line(address.postcode, address.town),
    ]
    if not lines[0]:
        raise AddressRefusedError("recipient", _("Write the name that stands on the letterbox."))
    return [line for line in lines if line]


def dwelling_key(address: Address, town_code: str) -> str:
    """Return one text per home, however its address is written; the name on the letterbox does not count.

    A hamlet without numbers is the exception: there only the name tells two homes apart.
    """
    street = streets.recognise_street(fold(address.street, "street"))
    parts = [
        town_code,
        read_postcode(address.postcode),
        street,
        streets.recognise(fold(address.building, "building")),
        streets.recognise(fold(address.apartment, "apartment")),
    ]
    if not streets.split_number(street)[0]:
        parts += [fold(address.locality, "locality"), fold(address.recipient, "recipient")]
    return "|".join(parts)


def place_in_round(address: Address) -> list[str | int]:
    """Return a key that sorts cards as a postman walks: town, street, side, number."""
    number, label = streets.split_number(fold(address.street, "street"))
    first = int(number.split()[0]) if number else 0
    return [read_postcode(address.postcode), label, first % 2, first, number]


def shown_street(address: Address) -> str:
    """Return the street as typed, without anything that stands before its name: what neighbours may see."""
    return _NUMBER_AS_TYPED.sub("", address.street.strip()).strip()[:100]


def is_post_box(address: Address) -> bool:
    """Tell whether the address is a box or a counter: nobody lives there."""
    return any(_BOX.search(fold(text, "street")) for text in (address.street, address.locality))


def _line(text: str, field: str) -> str:
    line = fold(text, field)
    return _fit(line, line, field)


def _street_line(text: str) -> str:
    folded = fold(text, "street")
    if not folded:
        raise AddressRefusedError("street", _("Write the number and the street, or the name of the place."))
    number, label = streets.split_number(folded)
    if not label:
        raise AddressRefusedError("street", _("The name of the street is missing after its number."))
    line = f"{number} {label}".strip()
    if len(label) > streets.LABEL_LENGTH or len(line) > LINE_LENGTH:
        line = f"{number} {streets.shorten_type(label)}".strip()
    return _fit(line, folded, "street")


def _town_line(postcode: str, town: str) -> str:
    code, name = read_postcode(postcode), fold(town, "town")
    if not name or name.isdigit():
        raise AddressRefusedError("town", _("Write the name of the town."))
    if name.split()[-1] in _COUNTRIES:
        raise AddressRefusedError("town", _("Cards can only be sent within France."))
    return _fit(f"{code} {name}", name, "town")


def _fit(line: str, typed: str, field: str) -> str:
    """Shorten as far as the norm allows, or say by how much the line is too long."""
    if len(line) > LINE_LENGTH:
        line = streets.shorten_words(line)
    if len(line) > LINE_LENGTH and field in _WITH_ARTICLES:
        line = streets.drop_articles(line)
    if len(line) <= LINE_LENGTH:
        return line
    reason = _("This line takes %(length)s characters on the envelope, and %(most)s fit. Shorten “%(typed)s”.")
    raise AddressRefusedError(field, reason % {"length": len(line), "most": LINE_LENGTH, "typed": typed})
