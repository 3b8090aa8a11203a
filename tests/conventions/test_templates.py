"""What every template keeps: a strict content policy, real icons, translatable words, known classes."""

import re
from pathlib import Path

from tests.conventions.test_css import FOREIGN, styled_classes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.glob("templates/**/*.html"))
    if "email" not in path.relative_to(ROOT).parts
}
SPRITE = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static/icons/icons.svg").read_text()))
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
INCLUDE = re.compile(r'{% include "(?P<target>[^"]+)"(?P<given>[^%]*?) only %}')
#: SEC-03: no inline style, script or handler; SEC-05: nothing from elsewhere.
REFUSED = [
    r"\sstyle\s*=",
    r"<style\b",
    r"<[a-z][^>]*\son[a-z]+\s*=",
    r"javascript:",
    r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    r"""(?:src|srcset|action)\s*=\s*["']?(?:https?:)?//""",
]


def test_a_template_fits_the_content_policy():
    assert [(name, rule) for name, text in TEMPLATES.items() for rule in REFUSED if re.search(rule, text)] == []


def test_an_icon_that_is_asked_for_is_in_the_sprite():
    asked = {(name, icon) for name, text in TEMPLATES.items() for icon in re.findall(r'{% icon "([^"]+)"', text)}
    assert {(name, icon) for name, icon in asked if icon not in SPRITE} == set()


def test_a_class_has_a_rule():
    """A class nothing styles is a slip of the pen: classes are for style, ids and data- for the rest.

    Templates in an `admin` folder stand inside Wagtail's own pages and style.
    """
    known = styled_classes() | FOREIGN
    wrong = set()
    for name, text in TEMPLATES.items():
        if "admin" not in Path(name).parts:
            values = re.findall(r'\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)"', text)
            wrong |= {(name, word) for value in values for word in plain_words(value) - known}
    assert wrong == set()


def plain_words(value: str) -> set[str]:
    """Return the classes that stand there whole, not the ones a variable completes."""
    blank = TAG.sub(lambda match: "\0" if match[0].startswith("{{") else " ", value)
    return {word for word in blank.split() if "\0" not in word}


def test_nothing_a_person_wrote_is_trusted():
    trusted = [(name, part.strip()) for name, text in TEMPLATES.items() for part in re.findall(r"{{([^}]*)\|\s*safe\b", text)]
    assert [found for found in trusted if not found[1].endswith("help_text")] == []


def test_a_component_asks_nothing_of_the_request():
    wrong = []
    for name, text in TEMPLATES.items():
        if Path(name).parent.name == "components":
            body = text.split("{% endcomment %}", 1)[1]
            wrong += [(name, "request")] if re.search(r"\brequest\.", body) else []
            wrong += [(name, include) for include in re.findall(r"{% include .*?%}", body) if not include.endswith(" only %}")]
    assert wrong == []


def test_words_are_marked_for_translation():
    """Look for sentences between tags that no translation tag holds. « Palier » is a name in every language."""
    wrong = set()
    for name, source in TEMPLATES.items():
        if name == "site/gallery.html":  # for developers
            continue
        text = re.sub(r"{% comment.*?{% endcomment %}", "", source, flags=re.DOTALL)
        text = re.sub(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", "", text, flags=re.DOTALL)
        text = re.sub(r"<[^<>]*>", "\n", TAG.sub("", text))
        words = {line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]{3,}", line)}
        wrong |= {(name, line) for line in words if line.strip("–,. ") != "Palier"}
    assert wrong == set()


def test_a_form_in_an_include_gets_its_token():
    """SEC-12: `only` also leaves the CSRF token behind, and every button of that form would answer 403."""
    includes = [(name, include) for name, text in TEMPLATES.items() for include in INCLUDE.finditer(text)]
    with_forms = [(name, include) for name, include in includes if "csrf_token" in TEMPLATES.get(include["target"], "")]
    assert [(name, include["target"]) for name, include in with_forms if "csrf_token=csrf_token" not in include["given"]] == []
