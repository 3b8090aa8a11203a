"""Rules a reviewer would otherwise have to remember. Each reads the code as text or as a syntax tree."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["accounts", "ads", "home", "listings", "notifications", "portal", "verification"]
DRAWERS = {"utils", "helpers", "common", "misc", "core"}
LONGEST = 300


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


SOURCES = python_files(*ROOMS)
TESTS = python_files("tests", "benchmarks")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def views(path: Path) -> bool:
    return "views" in path.parts or path.name == "views.py"


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=name_of)
def test_a_file_stays_short_and_is_named_after_what_is_in_it(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST, f"{lines} lines: make it a package of themes"
    assert path.stem not in DRAWERS
    assert not DRAWERS & set(path.relative_to(ROOT).parts)


def test_files_are_short_as_a_rule():
    lengths = sorted(len(path.read_text().splitlines()) for path in SOURCES if path.read_text().strip())
    assert lengths[len(lengths) // 2] < 80


@pytest.mark.parametrize("path", [path for path in SOURCES if views(path)], ids=name_of)
def test_a_view_takes_its_rows_from_a_queryset_that_knows_who_asks(path):
    """VER-12, SEC-02: no `.objects.get(…)` or `.filter(**…)` in a view."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        raw = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "objects"
        assert not (raw and node.func.attr in {"get", "filter", "all", "exclude"}), f"line {node.lineno}"
        starred = any(keyword.arg is None for keyword in node.keywords)
        assert not (starred and node.func.attr in {"filter", "exclude", "annotate", "get"}), f"line {node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_scheduled_past_the_outbox(path):
    """F6: `enqueue_in` and `enqueue_at` fire before the transaction commits."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"enqueue_in", "enqueue_at", "enqueue_job", "enqueue_many"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_failure_is_swallowed(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler):
            silent = all(isinstance(line, ast.Pass) for line in node.body)
            broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
            assert not (silent and broad), f"line {node.lineno}"


@pytest.mark.parametrize("path", python_files("tests"), ids=name_of)
def test_tests_neither_sleep_nor_skip(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"skip", "skipif", "xfail", "importorskip"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", python_files("tests"), ids=name_of)
def test_tests_that_commit_give_back_what_migrations_wrote(path):
    """Otherwise the tests after them fail, or not, by the order of the day."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            given = {keyword.arg for keyword in node.keywords}
            assert "transaction" not in given or "serialized_rollback" in given, f"line {node.lineno}"
