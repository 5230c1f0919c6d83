"""What is declared, what is locked and what is documented are the same thing."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
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
        "scrapy.cfg", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "crawler",
        "tests", "fixtures",
    }  # fmt: skip
    unversioned = {"archive", "dist"}

    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert found - unversioned <= allowed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, with no network and no environment of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    [built] = folder.glob("*.whl")
    return built


def versioned(folder: str) -> set[str]:
    command = ["git", "ls-files", "-z", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return {name for name in listed.stdout.decode().split("\0") if name}


def test_the_wheel_holds_the_whole_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    builders = {name for name in versioned("crawler") if name.endswith("_build.py")}
    portal = {
        name.replace("fixtures/portal", "crawler/commands/portal_pages")
        for name in versioned("fixtures/portal")
    }

    assert builders
    assert packed == versioned("crawler") - builders | portal
    assert {"crawler/py.typed", "crawler/archive/article.schema.json"} <= packed


def test_no_module_of_the_wheel_imports_a_builder() -> None:
    builders = {Path(name).stem for name in versioned("crawler") if name.endswith("_build.py")}
    imports = re.compile(rf"^ *(?:from|import) .*\b(?:{'|'.join(builders)})\b", re.MULTILINE)

    for name in versioned("crawler"):
        if name.endswith(".py") and Path(name).stem not in builders:
            assert not imports.search((ROOT / name).read_text("utf-8")), name


ENTRIES = PROJECT["project"]["entry-points"]["scrapy.commands"]


def test_every_command_of_ours_is_an_entry_point() -> None:
    adapted = {"__init__", "check", "parse", "shell"}
    commands = {
        path.stem
        for path in (ROOT / "crawler/commands").glob("*.py")
        if "class Command(" in path.read_text("utf-8")
    }

    assert set(ENTRIES) == commands - adapted


@pytest.mark.parametrize("command", ENTRIES)
def test_an_entry_point_is_the_command(command: str) -> None:
    module, _, attribute = ENTRIES[command].partition(":")
    entry = getattr(importlib.import_module(module), attribute)()
    real = importlib.import_module(f"crawler.commands.{command}").Command()

    if command != "crawl":  # inside a project, as here, the spiders are that project's
        assert (entry.syntax(), entry.long_desc()) == (real.syntax(), real.long_desc())
        assert entry.default_settings["ARCHIVE_DIR"] == "archive"


THREE_LINES = """
from crawler import read
article = read("<h1>The ferry is back</h1><p>It left on Monday.</p>", url="http://a.example/1")
print(article.headline, article.date_published, article.article_body)
"""


@pytest.mark.long
def test_the_installed_package_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}
    venv.create(tmp_path / "fresh", with_pip=True)
    bin_folder, here = tmp_path / "fresh/bin", tmp_path / "empty"
    here.mkdir()

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=here, env=env, capture_output=True, check=False, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(bin_folder / "pip", "install", "-q", wheel)

    assert run(bin_folder / "python", "-c", THREE_LINES).startswith("The ferry is back None")
    assert "25 articles" in run(bin_folder / "scrapy", "demo", "-s", "ARCHIVE_DIR=kept")
    assert "nothing wrong" in run(bin_folder / "scrapy", "check-archive", "kept")
    assert "25" in run(bin_folder / "scrapy", "report", "-s", "ARCHIVE_DIR=kept")
    run(bin_folder / "scrapy", "startproject", "harbour")
    here /= "harbour"
    assert "25 articles" in run(bin_folder / "scrapy", "demo")
