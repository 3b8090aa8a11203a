"""The quick way of asking curlylint about templates says what curlylint says."""

import random
import subprocess
import sys
from pathlib import Path

import parsy
from curlylint import parse

from portal.embedded import template_lint
from portal.embedded.testing import templates

ROOT = Path(__file__).resolve().parents[2]
PATCHED = ("make_element_parser", "make_jinja_optional_container_parser", "make_jinja_parser", "make_jinja_element_parser")
FAULTS = {
    "unclosed": "<div><p>text</div>",
    "crossed": "{% if a %}<b>{% endif %}text</b>",
    "untagged": "{% if a %}<p>text</p>",
    "branch": "{% for a in b %}<p>{% empty %}</p>{% endfor %}",
    "quote": '<a href="x>text</a>',
    "attribute": '<p {% if a %}class="x">text</p>',
}


def broken(number):
    """Yield our smaller templates, each whole and with a piece of a tag taken away."""
    chance = random.Random(7)
    small = [source for source in (Path(ROOT, path).read_text(encoding="utf-8") for path in templates()) if 200 < len(source) < 900]
    for source in chance.sample(small, number):
        yield source
        place = chance.choice([place for place, sign in enumerate(source) if sign in "<>{}%/="])
        yield source[:place] + source[place + 1 :]


def test_it_accepts_what_curlylint_accepts_and_nothing_else(monkeypatch):
    """No fault is lost: whole templates, and the same with a sign too few."""
    sources = [*broken(15), *FAULTS.values()]
    own = parse.make_parser({})["content"]

    def accepts(source):
        try:
            own.parse(source)
        except parsy.ParseError:
            return False
        return True

    expected = [accepts(source) for source in sources]
    assert expected.count(False) >= 12
    assert expected.count(True) >= 12
    for name in PATCHED:
        monkeypatch.setattr(parse, name, getattr(parse, name))
    monkeypatch.setattr(parsy.Result, "aggregate", parsy.Result.aggregate)
    quick = template_lint.grammar()
    assert [quick(source) for source in sources] == expected


def test_a_refused_template_is_named_every_time_and_an_accepted_one_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    (tmp_path / "whole.html").write_text("<p>text</p>")
    for name, source in FAULTS.items():
        (tmp_path / f"{name}.html").write_text(source)
    command = [sys.executable, "-m", "portal.embedded.template_lint", *sorted(tmp_path.glob("*.html"))]
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        said = done.stdout + done.stderr
        assert all(f"{name}.html" in said for name in FAULTS)
        assert "whole.html" not in said
    assert (tmp_path / "accepted-templates.json").read_text().count('"') == 2
