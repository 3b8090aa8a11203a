"""Rules a reviewer would otherwise have to remember. Each reads all the code once, as text or as a syntax tree, and names every offence."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["accounts", "ads", "home", "listings", "notifications", "portal", "verification"]
DRAWERS = {"utils", "helpers", "common", "misc", "core"}
SKIPS = {"skip", "skipif", "xfail", "importorskip"}
SCHEDULING = {"enqueue_in", "enqueue_at", "enqueue_job", "enqueue_many"}
LONGEST = 300


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


SOURCES = python_files(*ROOMS)
TESTS = python_files("tests")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text())))


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call of a file with the name of what is called."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def at(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def is_view(path: Path) -> bool:
    return "views" in path.parts or path.name == "views.py"


def starred(call: ast.Call) -> bool:
    return any(keyword.arg is None for keyword in call.keywords)


def is_raw(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Attribute) and call.func.value.attr == "objects"


def test_a_file_stays_short_and_is_named_after_what_is_in_it():
    paths = SOURCES + TESTS + python_files("benchmarks")
    long = {at(path): lines for path in paths if (lines := len(path.read_text().splitlines())) > LONGEST}
    assert long == {}, "make each a package of themes"
    assert [at(path) for path in paths if DRAWERS & {*path.relative_to(ROOT).parts, path.stem}] == []


def test_files_are_short_as_a_rule():
    lengths = sorted(len(path.read_text().splitlines()) for path in SOURCES if path.read_text().strip())
    assert lengths[len(lengths) // 2] < 80


def test_a_view_takes_its_rows_from_a_queryset_that_knows_who_asks():
    """VER-12, SEC-02: no `.objects.get(…)` or `.filter(**…)` in a view."""
    wrong = []
    for path in filter(is_view, SOURCES):
        for call, name in calls(path):
            if is_raw(call) and name in {"get", "filter", "all", "exclude"}:
                wrong.append(at(path, call.lineno))
            if starred(call) and name in {"filter", "exclude", "annotate", "get"}:
                wrong.append(at(path, call.lineno))
    assert wrong == []


def test_nothing_is_scheduled_past_the_outbox():
    """F6: `enqueue_in` and `enqueue_at` fire before the transaction commits."""
    assert [at(path, call.lineno) for path in SOURCES for call, name in calls(path) if name in SCHEDULING] == []


def swallows(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler) or not all(isinstance(line, ast.Pass) for line in node.body):
        return False
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})


def test_no_failure_is_swallowed():
    assert [at(path, node.lineno) for path in SOURCES for node in nodes(path) if swallows(node)] == []


def test_tests_do_not_skip():
    wrong = [at(path, node.lineno) for path in TESTS for node in nodes(path) if isinstance(node, ast.Attribute) and node.attr in SKIPS]
    assert wrong == []
