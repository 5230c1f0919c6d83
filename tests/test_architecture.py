"""The floors of the house, held: a floor imports only what stands below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = (
    {"outcomes"},
    {"model", "compression", "text", "frontier"},
    {"wire", "site"},
    {"memory"},
    {"boilerplate", "archive"},
    {"sites", "page"},
    {"extract"},
)
CORE = {name: floor for floor, names in enumerate(FLOORS) for name in names}
SHELL_ONLY = {"scrapy", "twisted", "itemadapter"}
MODULES = sorted((ROOT / "crawler").rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "crawler").parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, bool]]:
    """Return what a module imports, and whether for type checking only."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node in typing_only))
            if node.module == "crawler":
                found += [(f"crawler.{a.name}", node in typing_only) for a in node.names]
    return found


@pytest.mark.parametrize(
    "path", [p for p in MODULES if room_of(p) in CORE], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_floor_imports_only_what_stands_below_it(path: Path) -> None:
    floor = CORE[room_of(path)]

    for name, typing_only in imports(path):
        parts = name.split(".")
        assert parts[0] not in SHELL_ONLY, f"the core knows no {parts[0]}"
        if parts[0] != "crawler" or len(parts) == 1 or typing_only:
            continue
        assert parts[1] in CORE, f"{name} is of the shell"
        same_room = parts[1] == room_of(path)
        assert CORE[parts[1]] < floor or same_room, f"{name} stands on the same floor or above"


def test_every_room_of_the_core_is_on_a_floor() -> None:
    shell = {
        "__init__", "download", "scheduler", "workers", "spiders", "pipelines", "middlewares",
        "extensions", "commands", "settings", "deploy", "work", "fate", "store", "receipt",
        "politeness", "alarms", "drift", "metrics", "notes", "pen", "webhook", "stories", "lint",
        "failures", "api", "addon", "own_spiders", "installed",
    }  # fmt: skip
    assert {room_of(path) for path in MODULES} <= set(CORE) | shell
