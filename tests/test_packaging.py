"""What is declared, what is locked and what is documented are the same thing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN, DEV = PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["dev"]


def locked(file: str) -> set[str]:
    text = (ROOT / ".ci" / file).read_text("utf-8")
    return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


def name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


@pytest.mark.parametrize("requirement", RUN)
def test_what_the_crawler_needs_is_locked(requirement: str) -> None:
    assert name(requirement) in locked("requirements.txt")


@pytest.mark.parametrize("requirement", RUN + DEV)
def test_what_the_tests_need_is_locked(requirement: str) -> None:
    assert name(requirement) in locked("requirements-dev.txt")


@pytest.mark.parametrize("requirement", RUN)
def test_every_dependency_says_why(requirement: str) -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    [line] = [line for line in lines if line.strip().startswith(f'"{requirement}"')]

    assert "# " in line


def test_the_top_level_holds_what_the_design_names() -> None:
    allowed = {
        "scrapy.cfg", "pyproject.toml", "README.md", "LICENSE", "crawler", "tests", "fixtures",
    }  # fmt: skip
    unversioned = {"archive", "dist"}

    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert found - unversioned <= allowed
