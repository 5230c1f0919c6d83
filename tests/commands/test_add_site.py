"""A profile is written from what the stories of a site agree on."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

import crawler.sites
from crawler.sites import sites
from tests.commands.typed import exit_status
from tests.crawling import PROSE, response, run
from tests.fixtures.quay import DAY, NAMES, paper
from tests.serving import recording


@pytest.fixture
def known() -> Iterator[None]:
    before = list(crawler.sites.__path__)
    yield
    crawler.sites.__path__[:] = before
    sites.cache_clear()


@pytest.mark.long
def test_a_site_is_added_with_a_fixture_that_proves_it(tmp_path: Path, known: None) -> None:
    del known
    with recording(paper()) as site:
        command = (
            "add-site", f"{site.url}/", "--name", "quay", "--sites", tmp_path / "profiles",
            "--fixtures", tmp_path / "fixtures",
        )  # fmt: skip
        done = run(*map(str, command), archive=tmp_path / "none")
        again = run(*map(str, command), archive=tmp_path / "none")

    assert done.returncode == 0, done.stderr
    assert sorted(site.asked[:6]) == sorted(["/robots.txt", "/", *(f"{DAY}/{n}" for n in NAMES)])
    [expected] = (tmp_path / "fixtures" / "quay").glob("*/article.json")
    record = json.loads(expected.read_text())
    assert record["provenance"]["site"] == "quay"
    assert record["provenance"]["layout"] == "learned"
    assert len(record["articleBody"].split("\n")) == len(PROSE)
    crawler.sites.__path__.append(str(tmp_path / "profiles"))
    importlib.invalidate_caches()
    sites.cache_clear()
    assert sites()["quay"].publisher == "The Quay"
    assert again.returncode != 0
    assert "stands there already" in again.stderr


@pytest.mark.long
def test_a_site_without_stories_is_refused_in_one_line(tmp_path: Path) -> None:
    with recording({"/": response("<p>Closed.</p>")}) as site:
        done = run("add-site", f"{site.url}/", "--sites", str(tmp_path), archive=tmp_path / "none")

    assert done.returncode != 0
    assert "shows 0 stories" in done.stderr
    assert not [*tmp_path.glob("*.py")]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("20quays", "is no name of a module"), ("class", "is no name"), ("quay", "stands there")],
)
def test_a_name_that_cannot_be_written_is_refused_before_anything_is_asked(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "quay.py").touch()
    with pytest.raises(UsageError, match=said):
        exit_status("add-site", "https://quay.example/", "--name", name, "--sites", tmp_path)
