"""Translation catalogues without GNU gettext: gathering the marked texts, merging, checking, compiling.

Django's own commands need xgettext, msgmerge and msgfmt on the machine; Palier promises to need nothing but Python.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr",)
SKIPPED_FOLDERS = {"tests", "benchmarks", "docs", "static", "locale", "var", "bin", "migrations", "__pycache__", "embedded"}
COMMENT_TAG = "Translators"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
KEYWORDS = {
    **dict.fromkeys(PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
BEFORE_HIGH_SIGN = re.compile(r"(?<=\S)[ \u00a0](?=[:;!?]+(?:\s|$|[)»”]))")
INSIDE_GUILLEMETS = re.compile(r"(?<=«)[ \u00a0]|[ \u00a0](?=»)")
# Dates would make every run a change; the others say nothing that git does not.
UNWANTED_HEADERS = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By")


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources(root: Path) -> Iterator[Path]:
    """Yield the Python files and templates that may hold marked texts."""
    for path in sorted(root.iterdir()):
        if path.name in SKIPPED_FOLDERS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from sources(path)
        elif path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts):
            yield path


def extract_file(path: Path) -> Iterator[tuple]:
    """Yield what Babel finds in a file; templates are first turned into something like Python by Django."""
    text = path.read_text()
    if path.suffix != ".py":
        # Indentation means nothing in a template and would be refused by the Python tokeniser.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract("python", io.BytesIO(text.encode()), KEYWORDS, [COMMENT_TAG], {"encoding": "utf-8"})


def gather() -> Catalog:
    """Return every marked text of the source, untranslated."""
    template = Catalog(project="Palier", charset="utf-8")
    for path in sources(ROOT):
        for line, message, comments, context in extract_file(path):
            place = (str(path.relative_to(ROOT)), line)
            template.add(message, None, [place], auto_comments=comments, context=context)
    return template


def read(path: Path, language: str) -> Catalog:
    """Read a catalogue; an absent one is empty."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8")


def update(language: str, additions: list[Path]) -> Catalog:
    """Rewrite a catalogue: new texts appear, vanished ones leave, gaps are filled from the given PO files."""
    path = catalogue_path(language)
    catalogue = read(path, language)
    catalogue.fuzzy = False
    catalogue.project, catalogue.version, catalogue.header_comment = "Palier", "", ""
    catalogue.update(gather(), no_fuzzy_matching=True, update_header_comment=False)
    for addition in additions:
        fill_gaps(catalogue, read(addition, language))
    if language == "fr":
        for message in catalogue:
            message.string = typeset(message.string or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(catalogue))
    return catalogue


def fill_gaps(catalogue: Catalog, addition: Catalog) -> None:
    for message in catalogue:
        if not message.id or is_translated(message):
            continue
        found = addition.get(message_key(message), message.context)
        if found and is_translated(found) and isinstance(found.string, str) == isinstance(message.id, str):
            message.string = found.string


def typeset(text: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Return French as it is printed: the space before a high sign and inside guillemets is narrow, and no line breaks there."""
    if isinstance(text, tuple):
        return tuple(map(typeset, text))
    return INSIDE_GUILLEMETS.sub("\u202f", BEFORE_HIGH_SIGN.sub("\u202f", text))


def as_text(catalogue: Catalog) -> str:
    """Return a catalogue as sorted PO text in which a change of one sentence is a change of one entry."""
    target = io.BytesIO()
    write_po(target, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = target.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in UNWANTED_HEADERS)))


def problems(language: str) -> Iterator[str]:
    """Yield what keeps a catalogue from being complete, one line each."""
    catalogue = read(catalogue_path(language), language)
    for wanted in gather():
        if not wanted.id:
            continue
        where = f"{wanted.locations[0][0]}:{wanted.locations[0][1]}"
        found = catalogue.get(message_key(wanted), wanted.context)
        if found is None:
            yield f"{where}: missing in {language}: {wanted.id!r}"
        elif found.fuzzy or not is_translated(found):
            yield f"{where}: not translated in {language}: {wanted.id!r}"
        else:
            for error in found.check(catalogue):
                yield f"{where}: {language}: {error}: {wanted.id!r}"


def message_key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def compile_catalogues() -> list[Path]:
    """Write the .mo file of each catalogue newer than its own, and return those written."""
    written = []
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as output:
            write_mo(output, read(source, source.parts[-3]))
        draft.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in compile_catalogues())
