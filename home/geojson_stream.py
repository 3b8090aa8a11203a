"""Reads the features of a GeoJSON file one by one, so that a file of 200 MB needs the memory of its largest feature."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from home.geometry import BoundaryError
from home.geometry.structure import refuse_other_projection

#: The largest single feature or member, characters. A boundary of 10,000 vertices takes under one million.
MAX_FEATURE = 32 * 1024 * 1024
_CHUNK = 1024 * 1024
_BLANK = " \t\r\n"


class UnreadableFileError(Exception):
    """The file as a whole cannot be read. The message says why and where."""


def features(path: Path) -> Iterator[Any]:
    """Yield the features of a FeatureCollection. Raises UnreadableFileError at whatever is not one, even at its end."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _Reader(file).features()
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_("The file is not written in UTF-8.")) from error
    except OSError as error:
        raise UnreadableFileError(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error


class _Reader:
    """A JSON object read member by member from a sliding piece of text."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._gone = 0  # characters already dropped from the front
        self._ended = False
        self._decoder = json.JSONDecoder()

    def features(self) -> Iterator[Any]:
        self._expect("{", _("The file does not hold a GeoJSON object."))
        found = False
        while self._peek() != "}":
            name = self._value()
            self._expect(":")
            if name == "features":
                found = True
                yield from self._array()
            else:
                self._member(name, self._value())
            if self._peek() != ",":
                break
            self._expect(",")
        self._expect("}")
        if self._peek():
            raise self._broken()
        if not found:
            raise UnreadableFileError(_("The file is not a FeatureCollection: it has no “features”."))

    def _member(self, name: Any, value: Any) -> None:
        if name == "type" and value != "FeatureCollection":
            raise UnreadableFileError(_("The file is not a FeatureCollection but “%(type)s”.") % {"type": str(value)[:30]})
        if name == "crs":
            try:
                refuse_other_projection({"crs": value})
            except BoundaryError as error:
                raise UnreadableFileError(str(error)) from error

    def _array(self) -> Iterator[Any]:
        self._expect("[")
        while self._peek() != "]":
            yield self._value()
            if self._peek() != ",":
                break
            self._expect(",")
        self._expect("]")

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self._broken() from error
            except json.JSONDecodeError as error:
                if not self._more():
                    raise self._broken() from error
                continue
            # A number at the very end of the piece may go on in the next one.
            if end == len(self._text) and self._more():
                continue
            self._at = end
            return value

    def _peek(self) -> str:
        """Return the next character that is not blank, or nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _expect(self, character: str, message: str = "") -> None:
        if self._peek() != character:
            raise UnreadableFileError(message) if message else self._broken()
        self._at += 1

    def _more(self) -> bool:
        """Read on: as much again as is waiting, so that a long feature is not tried too often."""
        if self._ended or len(self._text) - self._at > MAX_FEATURE:
            return False
        piece = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._ended = not piece
        self._gone += self._at
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)

    def _broken(self) -> UnreadableFileError:
        place = self._gone + self._at
        if self._ended:
            return UnreadableFileError(
                _("The file is cut short or broken: it cannot be read beyond character %(place)s.") % {"place": place}
            )
        return UnreadableFileError(_("The file is not valid JSON after character %(place)s.") % {"place": place})
