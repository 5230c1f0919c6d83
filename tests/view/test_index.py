"""The viewer's index follows an archive, whatever somebody left in it."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.stored_lines import stored
from crawler.view.holdings import Holdings
from crawler.view.index import HALF, Indexer, index_path
from crawler.view.rows import Window
from tests.exports.archives import CHINESE, archive, story
from tests.view.looking import indexed, page
from tests.view.newsroom import Newsroom

FERRY = "https://www.a.example/ferry"
QUAY = "https://www.a.example/quay"


def urls(held: Holdings, typed: str, **window: str) -> list[str]:
    return [hit.story.url for hit in held.found(typed, Window(**window))[0]]


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "archive")


def test_lines_that_were_added_are_read_on_from_where_it_was(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.grows = True
    newsroom.story(FERRY, page("Ferry returns"))
    with indexed(newsroom.root, tmp_path / "i") as held:
        before = held.counts()
    newsroom.story(QUAY, page("Quay mended"))
    [lines] = (newsroom.root / "articles").iterdir()
    with lines.open("ab") as file:
        file.write(b'{"url": "https://www.a.exam')

    with indexed(newsroom.root, tmp_path / "i") as held:
        after = held.counts()

    assert (before["stories"], after["stories"], after["damaged"]) == (1, 2, 0)


def test_a_file_that_is_sealed_is_not_read_again(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.grows = True
    newsroom.story(FERRY, page("Ferry returns"))
    with indexed(newsroom.root, tmp_path / "i") as held:
        [[line]] = held.db.execute("SELECT id FROM line")
    for path in newsroom.root.rglob("*.open"):
        path.rename(path.with_name(path.name.removesuffix(".open")))

    with indexed(newsroom.root, tmp_path / "i") as held:
        assert held.db.execute("SELECT id FROM line").fetchall() == [(line,)]
        assert held.record(line)[0] is not None


def test_of_a_line_that_was_removed_no_word_stays(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.story(FERRY, page("Ferry returns"))
    newsroom.story(QUAY, page("Mayor named", "The mayor was named in a court of law, it is said."))
    index = tmp_path / "i"
    with indexed(newsroom.root, index) as held:
        assert urls(held, "mayor") == [QUAY]
    [file] = (newsroom.root / "articles").iterdir()
    rest = file.read_bytes().splitlines(keepends=True)[0]
    (draft := file.with_name("draft")).write_bytes(rest)
    draft.rename(file)

    with indexed(newsroom.root, index) as held:
        assert urls(held, "mayor") == []
        assert urls(held, "ferry") == [FERRY]
    assert b"mayor" not in index.read_bytes()


def test_a_reading_that_was_ended_goes_on(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", *(story(f"https://a.example/{n}") for n in range(250)))
    indexer = Indexer(root, tmp_path / "i")

    class EndedError(Exception):
        pass

    def told(*_: int) -> None:
        raise EndedError

    with pytest.raises(EndedError):
        indexer.update(told)
    indexer.close()

    with closing(sqlite3.connect(tmp_path / "i")) as db:
        [[state, read]] = db.execute("SELECT state, read FROM file WHERE folder = 'articles'")
        [[count]] = db.execute("SELECT count(*) FROM line")
    assert state.endswith(HALF)
    assert 0 < count < 250
    with indexed(root, tmp_path / "i") as held:
        assert held.counts()["stories"] == 250
        assert held.counts()["versions"] == 250
        assert held.db.execute("SELECT read FROM file").fetchone()[0] > read


def test_of_several_lines_of_a_version_the_last_counts(tmp_path: Path) -> None:
    root = archive(
        tmp_path / "a", story(FERRY, headline="The tram is back"), story(FERRY), CHINESE
    )

    with indexed(root, tmp_path / "i") as held:
        assert held.counts()["versions"] == 2
        assert urls(held, "tram") == []
        assert urls(held, "sailed") == [FERRY]


def test_damaged_lines_are_counted_and_told(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY))
    [file] = (root / "articles").iterdir()
    bad = [
        b'{"url": 5}', b"\xff\xfe", b"[" * 100_000, b"5", b"null", b'{"url": "x", "version": 1}',
        b'{"url": "x", "version": true, "provenance": {}}',
    ]  # fmt: skip
    with file.open("ab") as lines:
        lines.write(b"\n".join(bad) + b"\n\n")

    with indexed(root, tmp_path / "i") as held:
        assert held.counts() | {"sites": 1} == {
            "stories": 1, "versions": 1, "sites": 1, "damaged": len(bad),
        }  # fmt: skip
        name, offset, reason = held.damages()[0]
        assert name == f"articles/{file.name}"
        assert file.read_bytes()[offset:].startswith(bad[0])
        assert reason


@pytest.mark.parametrize("coding", [".gz", ".zst"])
def test_lines_that_are_packed_one_by_one_are_read_on_and_past_damage(
    tmp_path: Path, coding: str
) -> None:
    root = archive(tmp_path / "a", story(FERRY), story(QUAY), CHINESE)
    [file] = (root / "articles").iterdir()
    one, two, three = (
        stored(line, coding) for line in file.read_bytes().splitlines(keepends=True)
    )
    file.unlink()
    packed = file.with_name(f"{file.name}{coding}.open")
    packed.write_bytes(one + two[:90])
    with indexed(root, tmp_path / "i") as held:
        before = held.counts()
    packed.write_bytes(one + two + three[:-9] + one[:40])
    packed = packed.rename(file.with_name(file.name + coding))

    with indexed(root, tmp_path / "i") as held:
        after = held.counts()
        assert urls(held, "sailed") == [QUAY, FERRY]
        [hit, _] = held.found("sailed", Window())[0]
        assert "It sailed at nine." in hit.body
        assert held.db.execute("SELECT count(*) FROM line WHERE kept IS NOT NULL").fetchone() == (
            0,
        )
    assert (before["stories"], before["damaged"]) == (1, 0)
    assert (after["stories"], after["damaged"]) == (2, 2)


@pytest.mark.parametrize("form", ["one file", "packed", "days", "bag"])
def test_what_others_made_of_an_archive_is_looked_at(tmp_path: Path, form: str) -> None:
    root = archive(tmp_path / "a", CHINESE, story(FERRY))
    [file] = (root / "articles").iterdir()
    if form == "one file":
        root = file
    elif form == "packed":
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    elif form == "days":
        (folder := tmp_path / "b" / "a.example").mkdir(parents=True)
        (folder / "2026-02-05.jsonl").write_bytes(file.read_bytes())
        root = tmp_path / "b"
    else:
        (tmp_path / "bag").mkdir()
        (tmp_path / "bag" / "bagit.txt").touch()
        root = root.rename(tmp_path / "bag" / "data").parent

    with indexed(root, tmp_path / "i") as held:
        held.root = Indexer(root, tmp_path / "j").root
        [hit] = held.found("渡口", Window())[0]
        assert hit.story.url == CHINESE.url
        assert "雨季" in hit.body
        assert held.counts()["stories"] == 2


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", *(story(f"https://a.example/{n}") for n in range(300)))
    [file] = (root / "articles").iterdir()
    packed = gzip.compress(file.read_bytes())
    file.with_name(file.name + ".gz").write_bytes(packed[: len(packed) // 2])
    file.unlink()

    with indexed(root, tmp_path / "i") as held:
        assert 0 < held.counts()["stories"] < 300
        [[_, _, reason]] = held.damages()
        assert "EOFError" in reason


def test_an_index_that_is_none_is_made_anew(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY))
    (tmp_path / "i").write_bytes(b"none of SQLite" * 100)

    with indexed(root, tmp_path / "i") as held:
        assert held.counts()["stories"] == 1
    assert (tmp_path / "i").stat().st_mode & 0o077 == 0


def test_an_index_of_another_archive_is_not_taken_for_this_one(tmp_path: Path) -> None:
    one = archive(tmp_path / "a", story(FERRY))
    other = archive(tmp_path / "b", story(QUAY))
    with indexed(one, tmp_path / "i"):
        pass

    with indexed(other, tmp_path / "i") as held:
        assert held.story(FERRY) is None
        assert held.story(QUAY) is not None
    assert index_path(one, tmp_path) != index_path(other, tmp_path)


def test_half_a_character_costs_no_line(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY, headline="half \ud83d of it"))

    with indexed(root, tmp_path / "i") as held:
        found = held.story(FERRY)
        assert found
        assert found.headline == "half � of it"


def test_where_payloads_stand_follows_an_index_that_is_put_in_order(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.grows = True
    first = newsroom.story(FERRY, page("Ferry returns"))
    with indexed(newsroom.root, tmp_path / "i"):
        pass
    second = newsroom.story(QUAY, page("Quay mended"))
    for path in newsroom.root.rglob("*.open"):
        data = b"".join(sorted(path.read_bytes().splitlines(keepends=True), reverse=True))
        sealed = path.with_name(path.name.removesuffix(".open"))
        if "cdx" in str(path):
            sealed.write_bytes(data)
            path.unlink()
        else:
            path.rename(sealed)

    with indexed(newsroom.root, tmp_path / "i") as held:
        for article in (first, second):
            found = held.picture(article.provenance.captures[0])
            assert found
            assert found.url == article.url
        assert held.db.execute("SELECT count(*) FROM capture").fetchone() == (2,)
