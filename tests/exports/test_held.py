"""Which lines of an archive count, and which of them are wanted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from crawler.archive.jsonl import to_line
from crawler.exports.held import ChangedError, HeldStories, Selection, day_of
from tests.exports.archives import CHINESE, archive, events, story

FERRY = "https://a.example/ferry.html"


def headlines(path: Path, wanted: Selection | None = None) -> list[str]:
    with HeldStories(path) as held:
        return [each.record["headline"] for each in held.stories(wanted)]


def test_of_two_lines_of_one_version_the_last_counts(tmp_path: Path) -> None:
    root = archive(
        tmp_path / "a",
        story(FERRY, headline="First"),
        story(FERRY, headline="Second", version=2),
        story(FERRY, headline="First, numbered anew"),
    )
    assert headlines(root) == ["Second", "First, numbered anew"]
    assert headlines(root, Selection(newest=True)) == ["Second"]


def test_a_file_that_no_manifest_lists_is_still_being_written(tmp_path: Path) -> None:
    assert headlines(archive(tmp_path / "a", story(FERRY))) == ["The ferry is back"]
    assert headlines(archive(tmp_path / "b", story(FERRY), listed=False)) == []


def test_lines_come_out_of_a_file_as_well(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(to_line(CHINESE) + "\n", "utf-8")
    assert headlines(file) == [CHINESE.headline]


def test_stories_come_by_day_whatever_the_order_of_their_lines(tmp_path: Path) -> None:
    days = ("2026-02-09", "2026-02", "2026-02-01T23:59:00-05:00")
    told = [story(f"{FERRY}?{n}", headline=day, date_published=day) for n, day in enumerate(days)]
    # One that has no day is of the day of its capture, the seventh.
    assert headlines(archive(tmp_path / "a", *told)) == [days[2], days[1], days[0]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Selection(), ["back", CHINESE.headline]),
        (Selection(since="2026-02-06"), [CHINESE.headline]),
        (Selection(until="2026-02-05"), ["back"]),
        (Selection(since="2026-02-05", until="2026-02-06"), ["back", CHINESE.headline]),
        (Selection(since="2026-02-07"), []),
        (Selection(sites=("b.example",)), [CHINESE.headline]),
        (Selection(sites=("A.example", "c.example")), ["back"]),
        # The end of a name is no site of its own.
        (Selection(sites=("example",)), ["back", CHINESE.headline]),
        (Selection(sites=("xample",)), []),
        (Selection(words=("渡口", "水位")), [CHINESE.headline]),
        (Selection(words=("SAILED", "back")), ["back"]),
        (Selection(words=("sailed", "渡口")), []),
    ],
)
def test_a_selection_takes_days_sites_and_words(
    wanted: Selection, found: list[str], tmp_path: Path
) -> None:
    root = archive(tmp_path / "a", CHINESE, story(FERRY, headline="back"))
    assert headlines(root, wanted) == found


def test_a_story_is_withdrawn_until_it_appears_again(tmp_path: Path) -> None:
    urls = [f"https://a.example/{n}.html" for n in range(3)]
    root = archive(tmp_path / "a", *map(story, urls))
    events(
        root,
        (urls[0], "Withdrawn", "2026-03-01T00:00:00+00:00"),
        (urls[1], "Published", "2026-03-02T00:00:00+00:00"),
        (urls[1], "Withdrawn", "2026-03-01T00:00:00+00:00"),
    )
    with HeldStories(root) as held:
        withdrawn = [each.withdrawn_at for each in held.stories()]
    assert withdrawn == ["2026-03-01T00:00:00+00:00", "", ""]


def test_a_line_that_is_none_of_an_article_costs_that_line(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY), CHINESE)
    [file] = (root / "articles").iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    damaged = [lines[0], b"[]\n", b"{\n", b'{"url": "x"}\n', b"\xff\n", lines[1]]
    file.write_bytes(b"".join(damaged))
    with HeldStories(root) as held:
        assert held.damaged == 4
        assert len(list(held.stories())) == len(held) == 2


def test_a_line_whose_day_is_a_path_is_none_and_a_publisher_s_is_passed_over(
    tmp_path: Path,
) -> None:
    line = to_line(story(FERRY, date_published="2026-02-05"))
    fetched = json.loads(line)["provenance"]["fetchedAt"]
    file = tmp_path / "lines.jsonl"

    file.write_text(line.replace('"2026-02-05"', '"../../../x"') + "\n", "utf-8")
    with HeldStories(file) as held:
        [story_held] = held.stories()
        assert day_of(story_held.record) == fetched[:10]

    file.write_text(
        line.replace('"2026-02-05"', '"../../../x"').replace(fetched, "../../../y") + "\n", "utf-8"
    )
    with HeldStories(file) as held:
        assert (held.damaged, len(held)) == (1, 0)


@pytest.mark.parametrize("change", ["removed", "replaced", "cut", "grown"])
def test_a_file_that_is_replaced_meanwhile_is_not_read_by_its_old_places(
    change: str, tmp_path: Path
) -> None:
    root = archive(tmp_path / "a", story(FERRY), CHINESE)
    [file] = (root / "articles").iterdir()
    with HeldStories(root) as held:
        stories = held.stories()
        next(stories)
        if change == "removed":
            file.unlink()
        elif change == "replaced":  # by one whose lines stand in the same places
            Path(shutil.copy(file, tmp_path / "new")).replace(file)
        elif change == "cut":
            file.write_bytes(b"")
        else:  # as a run that goes on does
            file.write_bytes(file.read_bytes() * 2)

        if change == "grown":
            assert len(list(stories)) == 1
        else:
            with pytest.raises(ChangedError, match="the same command begins anew"):
                next(stories)
