"""Fail where a version that is locked has a fault that `advisories.toml` knows of.

python .ci/advisories.py [ADVISORIES [LOCK...]]
"""

# ruff: noqa: INP001 a script, and no package
from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
LOCKS = (HERE / "requirements.txt", HERE / "requirements-dev.txt")


def locked(files: Iterable[Path]) -> set[tuple[str, str]]:
    """Return name and version of everything that these files lock; one may be there twice."""
    pinned = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
    return {(canonicalize_name(name), version) for file in files
            for name, version in pinned.findall(file.read_text("utf-8"))}  # fmt: skip


def met(advisories: Iterable[dict[str, Any]], versions: set[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each advisory that a version is affected by and nobody has accepted."""
    for each in advisories:
        affected = SpecifierSet(each["affected"], prereleases=True)
        for name, version in sorted(versions):
            is_affected = name == canonicalize_name(each["package"]) and version in affected
            if is_affected and not each.get("accepted"):
                yield f"{name} {version} is locked, and {each['id']} affects {affected}"


def main(arguments: list[str]) -> int:
    """Print what was met; return 1 where that is anything."""
    known = Path(arguments[0]) if arguments else HERE / "advisories.toml"
    told = tomllib.loads(known.read_text("utf-8"))
    versions = locked(map(Path, arguments[1:]) if arguments[1:] else LOCKS)
    faults = list(met(told["advisory"], versions))
    for fault in faults:
        sys.stdout.write(f"advisory: {fault}\n")
    counted = f"{len(versions)} versions against {len(told['advisory'])} advisories"
    sys.stdout.write(f"{counted} of {told['date']}\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
