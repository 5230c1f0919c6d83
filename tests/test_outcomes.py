"""One vocabulary tells what becomes of addresses: in the code, in the table and in README.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.outcomes import TABLE, Outcome, Reason, entry_of, for_readme, is_ours, is_reason

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "crawler").rglob("*.py"))
CALLS = {"NotAnArticle", "WorkerError", "drop"}
"""What is called with a reason first."""

NOT_OURS = {"close_spider_async", "of"}
"""What takes a `reason` that is none of an address."""

RETURNING = {"page/refusals.py", "politeness.py"}
"""Modules whose functions return reasons as they are, alone or with how sure they are."""


def literals(path: Path) -> Iterator[str]:
    """Yield the strings of a module that stand where a reason does."""
    returns = str(path.relative_to(ROOT / "crawler")) in RETURNING
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) not in NOT_OURS:
            values = node.args[:1] if _name(node.func) in CALLS else []
            values += [each.value for each in node.keywords if each.arg == "reason"]
        elif isinstance(node, ast.Assign):
            targets = [t for each in node.targets for t in _parts(each)]
            assigned = _parts(node.value)
            pairs = zip(targets, assigned, strict=len(targets) == len(assigned))
            values = [value for target, value in pairs if _name(target) == "reason"]
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            about = any(_name(side) == "reason" for side in sides)
            values = [part for side in sides if about for part in _parts(side)]
        elif isinstance(node, ast.Return) and returns and node.value is not None:
            values = _choices(_parts(node.value)[0])
        else:
            continue
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


def _name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _parts(node: ast.expr) -> list[ast.expr]:
    within = isinstance(node, ast.Tuple | ast.Set | ast.List) and node.elts
    return list(within) if within else [node]


def _choices(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*_choices(_parts(node.body)[0]), *_choices(_parts(node.orelse)[0])]
    return [node]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_knows_a_reason_of_its_own(path: Path) -> None:
    assert [word for word in literals(path) if not is_reason(word)] == []


def test_the_reasons_of_the_code_are_found_where_they_are_literals() -> None:
    module = ROOT / "crawler" / "page" / "kind" / "kind.py"

    assert {"error-page", "list-page", "frames"} <= set(literals(module))


def test_every_reason_is_explained_once() -> None:
    words = [entry.reason for entry in TABLE]

    assert len(words) == len(set(words))
    assert set(words) - {"http-NNN", "error-NAME"} == set(Reason)
    assert all(entry.outcomes and entry.meaning for entry in TABLE)


@pytest.mark.parametrize(
    ("word", "known"),
    [("http-404", True), ("error-KeyError", True), ("timeout", True), ("error-store", True),
     ("ignored", False), ("download", False), ("http-4", False), ("http-0404", False),
     ("error-", False), ("", False)],
)  # fmt: skip
def test_a_family_is_open_and_nothing_else_is(word: str, *, known: bool) -> None:
    assert is_reason(word) == known
    assert (entry_of(word) is not None) == known


@pytest.mark.parametrize(
    ("word", "ours"),
    [("error-KeyError", True), ("error-store", True), ("error-page", False), ("timeout", False)],
)
def test_what_is_ours_to_mend_is_told_from_what_pages_say(word: str, *, ours: bool) -> None:
    assert is_ours(word) == ours


def test_the_readme_lists_the_vocabulary_and_nothing_else() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert f"\n{for_readme()}\n" in readme, "python -m crawler.outcomes prints the list"
    assert all(f"`{outcome}`" in readme or outcome in readme for outcome in Outcome)
