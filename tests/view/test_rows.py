"""The rows of the index have the fields that pages show, in the order that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.view.rows import EventRow, Hit, OfSite, RunRow, StoryRow, VersionRow, Window
from tests.exports.archives import CHINESE, archive, events, story
from tests.view.looking import indexed

FERRY = "https://www.a.example/ferry"


def test_a_row_has_what_the_line_of_its_story_says(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY), story(FERRY, version=2), CHINESE)
    events(root, (FERRY, "Withdrawn", "2026-02-08T09:00:00+00:00"))

    with indexed(root, tmp_path / "i") as held:
        row, chinese = held.story(FERRY), held.story(CHINESE.url)
        assert row
        assert chinese
        versions = held.versions(row)
        [event] = held.withdrawn()

    assert row == StoryRow(
        n=row.n, url=FERRY, host="a.example", day="2026-02-05", at=row.at,
        headline="The ferry is back", lead="It sailed at nine.\nNobody missed it.", picture="",
        language="", versions=2, status="Withdrawn",
    )  # fmt: skip
    assert row.at.startswith("2026-02-05")
    assert (chinese.language, chinese.versions, chinese.status) == ("zh-Hans", 1, None)
    assert [each.version for each in versions] == [1, 2]
    assert event == EventRow(FERRY, event.at, "Withdrawn", "", event.headline, is_held=True)


def test_a_search_is_of_all_days_and_sites_unless_it_says_otherwise(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY), CHINESE)

    with indexed(root, tmp_path / "i") as held:
        [hit] = held.found("ferry", Window())[0]
        none = held.found("ferry", Window(since="2026-02-06"))[0]

    assert isinstance(hit, Hit)
    assert (hit.story.url, hit.body) == (FERRY, "It sailed at nine.\nNobody missed it.")
    assert none == []


def test_a_site_on_a_day_has_all_its_stories_counted_and_some_shown(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", *(story(f"{FERRY}/{n}") for n in range(9)))

    with indexed(root, tmp_path / "i") as held:
        [site] = held.day("2026-02-05")

    assert isinstance(site, OfSite)
    assert (site.host, site.many) == ("a.example", 9)
    assert 0 < len(site.stories) < site.many


@pytest.mark.parametrize("kind", [StoryRow, VersionRow, EventRow, RunRow, OfSite, Hit])
def test_a_row_cannot_be_changed(kind: type) -> None:
    fields = kind._fields  # type: ignore[attr-defined]
    row = kind(*range(len(fields)))

    with pytest.raises(AttributeError):
        setattr(row, fields[0], "x")
