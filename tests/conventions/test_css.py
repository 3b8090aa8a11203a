"""The stylesheet's rules: layers, tokens, no class without a use, and a budget."""

import re
from collections.abc import Iterator
from pathlib import Path

from portal.staticfiles import bundled

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "static" / "css"
SHEETS = sorted(FOLDER.glob("*.css"))
BUDGET = 45_000
#: Set by a library or by the browser, not by our templates.
FOREIGN = {"htmx-request"}
#: Drawn in the design, waiting for the page that needs it. This list only shrinks.
WAITING = {
    "a6__back", "a6__code", "a6__front", "a6__hello", "a6__msg", "a6__qr", "a6__side", "bubble", "bubble--me",
    "is-taken", "menu__list", "menu__list--up", "poster",
    "poster__call", "print-only", "seats", "tear-off",
}  # fmt: skip


def style(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def selectors(css: str) -> Iterator[str]:
    """Yield what stands before each brace, at-rules apart."""
    for match in re.finditer(r"([^{};]+)\{", css):
        if not match[1].strip().startswith("@"):
            yield match[1].strip()


def styled_classes() -> set[str]:
    return {name for path in SHEETS for selector in selectors(style(path)) for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def spoken_words() -> tuple[set[str], tuple[str, ...]]:
    """Return every word that templates, Python and JavaScript could mean as a class, and the beginnings of built ones."""
    folders = ["accounts", "ads", "community", "home", "listings", "notifications", "portal", "templates", "verification"]
    files = [path for folder in folders for kind in ("*.html", "*.py") for path in (ROOT / folder).rglob(kind)]
    files += (ROOT / "static" / "js").rglob("*.js")
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"[a-z][\w-]*", text)), tuple(re.findall(r"([a-z][\w-]*--)\{", text))


def test_the_bundle_stays_within_its_budget():
    assert len(bundled(FOLDER / "entry.css").encode()) <= BUDGET


def test_every_sheet_is_in_the_bundle():
    entry = (FOLDER / "entry.css").read_text()
    assert [path.name for path in SHEETS if path.name != "entry.css" and f'url("{path.name}")' not in entry] == []


def test_colours_are_named_in_the_tokens_alone():
    raw = r"#[0-9a-f]{3,8}\b|\b(?:oklch|oklab|rgba?|hsla?|lab|lch)\(|:\s*(?:white|black|red)\b"
    assert {path.name: found for path in SHEETS if path.name != "tokens.css" and (found := re.findall(raw, style(path)))} == {}


def test_order_is_a_matter_of_layers():
    for path in SHEETS:
        forced = [line for line in style(path).splitlines() if "!important" in line and path.name != "print.css" and "[hidden]" not in line]
        assert forced == [], path.name
        assert not re.search(r"#[a-z][\w-]*[^{};]*\{", style(path)), f"{path.name}: an id is not a hook for style"


def test_rules_are_not_nested():
    for path in SHEETS:
        inside_rule, depth = [], 0
        for mark in re.finditer(r"([^{};]*)([{}])", style(path)):
            if mark[2] == "}":
                inside_rule.pop()
                continue
            assert not any(inside_rule), (path.name, mark[1].strip())
            inside_rule.append(not mark[1].strip().startswith("@"))
            depth = max(depth, len(inside_rule))
        assert inside_rule == []
        assert depth <= 3


def test_every_class_has_a_use():
    words, beginnings = spoken_words()
    unused = {name for name in styled_classes() - FOREIGN if name not in words and not name.startswith(beginnings)}
    assert unused <= WAITING


def test_every_token_that_is_used_exists():
    css = "\n".join(style(path) for path in SHEETS)
    known = set(re.findall(r"(--[\w-]+)\s*:", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= known
