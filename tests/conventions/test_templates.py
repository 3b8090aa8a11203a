"""What every template keeps: a strict content policy, real icons, translatable words, known classes."""

import re
from pathlib import Path

import pytest

from tests.conventions.test_css import FOREIGN, styled_classes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in ROOT.glob("templates/**/*.html") if "email" not in path.relative_to(ROOT).parts)
SPRITE = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static/icons/icons.svg").read_text()))
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_fits_the_content_policy(path):
    """SEC-03: no inline style, script or handler; SEC-05: nothing from elsewhere."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"javascript:", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text)
    assert not re.search(r"""(?:src|srcset|action)\s*=\s*["']?(?:https?:)?//""", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_an_icon_that_is_asked_for_is_in_the_sprite(path):
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))) <= SPRITE


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "admin" not in path.parts], ids=name_of)
def test_a_class_has_a_rule(path):
    """A class nothing styles is a slip of the pen: classes are for style, ids and data- for the rest.

    Templates in an `admin` folder stand inside Wagtail's own pages and style.
    """
    text = path.read_text(encoding="utf-8")
    written = {word for value in re.findall(r'\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)"', text) for word in plain_words(value)}
    assert written - styled_classes() - FOREIGN == set()


def plain_words(value: str) -> set[str]:
    """Return the classes that stand there whole, not the ones a variable completes."""
    blank = TAG.sub(lambda match: "\0" if match[0].startswith("{{") else " ", value)
    return {word for word in blank.split() if "\0" not in word}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_a_person_wrote_is_trusted(path):
    trusted = re.findall(r"{{([^}]*)\|\s*safe\b", path.read_text(encoding="utf-8"))
    assert [part.strip() for part in trusted if not part.strip().endswith("help_text")] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.parent.name == "components"], ids=name_of)
def test_a_component_asks_nothing_of_the_request(path):
    body = path.read_text(encoding="utf-8").split("{% endcomment %}", 1)[1]
    assert not re.search(r"\brequest\.", body)
    for include in re.findall(r"{% include .*?%}", body):
        assert include.endswith(" only %}"), include


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "gallery" not in path.stem or path.parent.name != "site"], ids=name_of)
def test_words_are_marked_for_translation(path):
    """Look for sentences between tags that no translation tag holds. « Palier » is a name in every language."""
    text = re.sub(r"{% comment.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^<>]*>", "\n", TAG.sub("", text))
    words = {line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]{3,}", line)}
    assert {line for line in words if line.strip("–,. ") != "Palier"} == set()


INCLUDE = re.compile(r'{% include "(?P<target>[^"]+)"(?P<given>[^%]*?) only %}')


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_in_an_include_gets_its_token(path):
    """SEC-12: `only` also leaves the CSRF token behind, and every button of that form would answer 403."""
    for include in INCLUDE.finditer(path.read_text(encoding="utf-8")):
        target = ROOT / "templates" / include["target"]
        if target.exists() and "csrf_token" in target.read_text(encoding="utf-8"):
            assert "csrf_token=csrf_token" in include["given"], include["target"]
