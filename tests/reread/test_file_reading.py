"""A file read again gives a line for each story in it, and a reason for everything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.extract import extract, reading_of
from crawler.reread import file_reading
from crawler.reread.file_reading import Checkpoint, read_file
from tests.crawling import PROSE, response
from tests.reread.captures import ANSWERS, task, warc


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_every_capture_is_an_article_or_has_a_reason(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    account = read_file(task(tmp_path))
    assert account.captures == len(ANSWERS)
    assert account.passed == {
        "page": 1, "continuation": 1, "http-404": 1, "media-type": 1, "no-text": 1,
    }  # fmt: skip
    said = lines(tmp_path / "a.jsonl")
    assert [each["headline"] for each in said] == [
        "The first ferry", "The second ferry", "The third ferry",
    ]  # fmt: skip
    assert account.articles == len(said)


def test_a_story_of_two_pages_is_one_line_that_names_both(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    read_file(task(tmp_path))
    first, second, _ = lines(tmp_path / "a.jsonl")
    assert "island board" in str(first["articleBody"])
    assert "island board" not in str(second["articleBody"])
    places = first["provenance"]["locations"]  # type: ignore[index]
    assert [place["file"] for place in places] == ["warc/a.warc.gz"] * 2
    assert places[0]["offset"] < places[1]["offset"]


def test_an_article_has_as_many_parts_as_in_its_crawl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reading_of.__globals__, "MOST_PARTS", 2)
    people = [{"@type": "Person", "name": f"Anna {name}"} for name in ("Ito", "Roe", "Kim")]
    stated = json.dumps({"@type": "NewsArticle", "author": people})
    said = f'<script type="application/ld+json">{stated}</script>'
    page = said + "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    warc(tmp_path / "a.warc.gz", [("/1.html", "article", response(page))])

    read_file(task(tmp_path))

    [told] = lines(tmp_path / "a.jsonl")
    assert len(told["author"]) == 2  # type: ignore[arg-type]
    assert "parts-cut" in told["provenance"]["flags"]  # type: ignore[index]


@pytest.mark.parametrize("ended_at", range(1, len(ANSWERS)))
def test_a_reading_that_was_ended_goes_on_and_gives_the_same_lines(
    ended_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reading, "EVERY", 2)
    warc(tmp_path / "a.warc.gz")
    whole = read_file(task(tmp_path, lines=tmp_path / "whole.jsonl"))

    def end(number: int) -> None:
        if number == ended_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(task(tmp_path), end)
    assert not (tmp_path / "a.jsonl").exists()
    again: list[int] = []
    assert read_file(task(tmp_path), again.append) == whole
    assert again[0] == ended_at - ended_at % 2
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.jsonl", "a.warc.gz", "whole.jsonl",
    ]  # fmt: skip


def test_what_stands_behind_the_last_checkpoint_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reading, "EVERY", 4)
    warc(tmp_path / "a.warc.gz")

    def end(number: int) -> None:
        if number == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(task(tmp_path), end)
    with (tmp_path / "a.jsonl.part").open("ab") as part:
        part.write(b'{"torn":')
    read_file(task(tmp_path))
    assert len(lines(tmp_path / "a.jsonl")) == 3


def test_a_checkpoint_that_is_damaged_is_none(tmp_path: Path) -> None:
    for number, text in enumerate(("", "{", "[]", '{"captures": 3}', '{"x": 1}')):
        path = tmp_path / str(number)
        path.write_text(text)
        assert Checkpoint.kept(path) == Checkpoint()


def test_without_writing_there_are_counts_alone(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    counted = read_file(task(tmp_path, writes=False))
    assert counted.articles == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.warc.gz"]


def test_a_page_is_read_as_a_crawl_reads_it(tmp_path: Path) -> None:

    warc(tmp_path / "a.warc.gz")
    read_file(task(tmp_path))
    [capture] = [
        each for each in read_captures(tmp_path / "a.warc.gz") if each.url.endswith("/3.html")
    ]
    body = "\n".join(extract(capture).article_body)
    assert lines(tmp_path / "a.jsonl")[2]["articleBody"] == body
