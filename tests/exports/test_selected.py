"""Of an archive goes what is wanted: with its requests, and what its revisits repeat."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.archive.check_inventory import index_of
from crawler.archive.warc_reader import Stored, read_records
from crawler.exports.held import Selection
from crawler.exports.selected import Entry, Selected, timestamp_of
from tests.archive.two_runs import YARD, copied
from tests.test_recrawl import FERRY

EVERYTHING, YARD_SOLD = Selection(), Selection(words=("price",))
Choose = Callable[..., Selected]


@pytest.fixture
def root(crawled_twice: tuple[Path, str]) -> Path:
    return crawled_twice[0]


@pytest.fixture
def choose(root: Path, tmp_path: Path) -> Iterator[Choose]:
    """Choose of the archive, or of another; each call goes on with the same database."""
    chosen: list[Selected] = []

    def choose(wanted: Selection = EVERYTHING, of: Path | None = None) -> Selected:
        chosen.append(Selected(of or root, wanted, tmp_path / "chosen.sqlite"))
        return chosen[-1]

    yield choose
    for each in chosen:
        with suppress(sqlite3.ProgrammingError):  # a test has closed it
            each.close()


def packed(chosen: Selected, folder: Path) -> list[Path]:
    """Write each file as it is packed; return their paths."""
    paths = []
    for warc in chosen.wanted_warcs():
        path = folder / warc
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(chosen.pieces(warc)))
        paths.append(path)
    return paths


def records(path: Path) -> list[Stored]:
    damaged: list[object] = []
    found = list(read_records(path, damaged.append))
    assert damaged == []
    return found


def test_of_everything_each_file_goes_as_it_stands_with_its_index(
    choose: Choose, root: Path, tmp_path: Path
) -> None:
    chosen = choose()

    paths = packed(chosen, tmp_path)

    assert [path.read_bytes() for path in paths] == [
        (root / warc).read_bytes() for warc in chosen.warcs()
    ]
    indexes = [(root / index_of(warc)).read_text() for warc in chosen.warcs()]
    assert sorted(chosen.index_lines()) == sorted("".join(indexes).splitlines(keepends=True))
    assert len(list(chosen.stories())) == 5


def test_of_a_story_go_its_captures_and_what_was_asked_for_them(
    choose: Choose, tmp_path: Path
) -> None:
    chosen = choose(YARD_SOLD)

    found = [each for path in packed(chosen, tmp_path) for each in records(path)]

    kinds = [each.fields["warc-type"] for each in found]
    urls = {each.fields.get("warc-target-uri", "") for each in found} - {""}
    assert [url.endswith(YARD) for url in urls] == [True]
    assert (kinds.count("response"), kinds.count("revisit")) == (1, 1), "it had not changed"
    assert kinds.count("request") == 2
    assert kinds.count("warcinfo") == 2, "a file begins with what made it"
    assert [story["url"].endswith(YARD) for story in chosen.stories()] == [True]


def test_each_line_of_an_index_leads_to_where_its_record_stands_now(
    choose: Choose, tmp_path: Path
) -> None:
    chosen = choose(YARD_SOLD)
    paths = packed(chosen, tmp_path)

    for path in paths:
        at = {each.offset: each.fields["warc-type"] for each in records(path)}
        lines = list(chosen.index_lines(f"warc/{path.name}"))
        assert lines
        for line in lines:
            entry = json.loads(line.split(" ", 2)[2])
            assert at[int(entry["offset"])] in {"response", "revisit"}
    assert len(list(chosen.index_lines())) == 2


def test_a_file_that_is_packed_anew_has_its_index_once(choose: Choose, tmp_path: Path) -> None:
    chosen = choose(YARD_SOLD)

    packed(chosen, tmp_path)
    first = list(chosen.index_lines())
    packed(chosen, tmp_path)

    assert list(chosen.index_lines()) == first


def test_a_packing_goes_on_where_it_was_if_the_same_is_wanted(choose: Choose) -> None:
    entry = Entry("archive/a.warc.gz", 7, "0" * 64)
    begun = choose(YARD_SOLD)
    begun.note(entry)
    begun.close()

    again, other = choose(YARD_SOLD), choose(EVERYTHING)

    assert (begun.resumed, again.resumed, again.done()) == (False, True, [entry])
    assert (other.resumed, other.done()) == (False, [])


@pytest.mark.parametrize("left", [b"no database at all" * 99, b""])
def test_what_is_no_database_is_begun_anew(left: bytes, choose: Choose, tmp_path: Path) -> None:
    (tmp_path / "chosen.sqlite").write_bytes(left)

    chosen = choose()

    assert not chosen.resumed
    assert list(chosen.stories())


def test_a_file_that_is_elsewhere_is_named_and_what_was_chosen_is_chosen_again_once_it_is_back(
    choose: Choose, root: Path, tmp_path: Path
) -> None:
    own = copied(root, tmp_path)
    first = min((own / "warc").iterdir())
    moved = first.rename(tmp_path / first.name)

    without = choose(Selection(words=("late",)), own)
    assert without.absent() == [f"warc/{first.name}"]
    assert f"warc/{first.name}" not in without.wanted_warcs()
    without.close()
    moved.rename(first)
    whole = choose(Selection(words=("late",)), own)

    assert (whole.resumed, whole.absent()) == (False, [])
    assert f"warc/{first.name}" in whole.wanted_warcs()


def test_nothing_wanted_is_nothing_chosen(choose: Choose) -> None:
    chosen = choose(Selection(words=("no such word",)))

    assert (chosen.wanted_warcs(), list(chosen.stories()), chosen.absent()) == ([], [], [])


def test_the_pages_of_a_package_are_dated_as_they_were_captured(choose: Choose) -> None:
    [ferry, *_] = [each for each in choose().stories() if each["url"].endswith(FERRY)]

    at = ferry["provenance"]["fetchedAt"]
    assert timestamp_of(ferry) == f"{at[:19]}Z"
