"""Ask curlylint about templates: with its own grammar, built once and led past whatever cannot begin where it stands.

As it comes, curlylint builds its grammar anew for every file, and at every sign follows some sixty alternatives until each of
them fails: a minute and more for our templates. Here an alternative is followed only where its first signs stand, and what was
accepted is remembered by its content. Whatever is not accepted goes to curlylint as it comes: the refusal, and its words, are its own.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import parsy
from curlylint import parse
from curlylint.config import parse_pyproject_toml
from parsy import Parser, Result

from portal.embedded.places import ROOT, Place

CURLYLINT = Path(sys.executable).with_name("curlylint")
#: Where a template's tag has its name.
_BEFORE_A_NAME = re.compile(r"\{%\+?-?\s*")


def main(paths: list[str]) -> int:
    memory = Place.from_environment().path / "accepted-templates.json"
    known = set(json.loads(memory.read_text())) if memory.exists() else set()
    digests = {path: _digest(path) for path in paths}
    accepts = grammar()
    doubtful = [path for path, digest in digests.items() if digest not in known and not accepts(Path(path).read_text(encoding="utf-8"))]
    memory.write_text(json.dumps(sorted(digests[path] for path in digests.keys() - set(doubtful))))
    return subprocess.call([CURLYLINT, "--quiet", *doubtful], cwd=ROOT) if doubtful else 0


def _digest(path: str) -> str:
    """Return what tells one verdict from another: the template, the linter, and how it is asked."""
    parts = (version("curlylint").encode(), Path(__file__).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), Path(path).read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def grammar() -> Callable[[str], bool]:
    """Return what tells whether curlylint reads a template to its end. It changes curlylint within this process."""
    if parse_pyproject_toml(str(ROOT / "pyproject.toml")):
        return lambda source: False  # rules and tags of our own: only curlylint itself knows what they ask for
    # What each failure had hoped for is gathered for the complaint, which is not ours to word.
    Result.aggregate = lambda self, _other: self
    parse.make_element_parser = _only_at("<", parse.make_element_parser)
    parse.make_jinja_optional_container_parser = _only_at("{%", parse.make_jinja_optional_container_parser)
    parse.make_jinja_parser = _only_at("{", parse.make_jinja_parser)
    parse.make_jinja_element_parser = _only_at_the_name(parse.make_jinja_element_parser)
    content = parse.make_parser({})["content"]

    def accepts(source: str) -> bool:
        try:
            content.parse(source)
        except parsy.ParseError:
            return False
        return True

    return accepts


def _only_at(first: str, make: Callable[..., Parser]) -> Callable[..., Parser]:
    """Have a parser that must begin with these signs tried only where they are."""

    def made(*arguments: object, **options: object) -> Parser:
        parser = make(*arguments, **options)
        return Parser(lambda source, at: parser(source, at) if source.startswith(first, at) else Result.failure(at, first))

    return made


def _only_at_the_name(make: Callable[..., Parser]) -> Callable[..., Parser]:
    """Have a tag with its content tried only where its first name is."""

    def made(names: list[Parser], content: Parser) -> Parser:
        parser = make(names, content)

        def tried(source: str, at: int) -> Result:
            before = _BEFORE_A_NAME.match(source, at)
            return parser(source, at) if before and names[0](source, before.end()).status else Result.failure(at, "a tag")

        return Parser(tried)

    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
