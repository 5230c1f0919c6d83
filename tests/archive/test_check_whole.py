"""An archive of ours is proven whole: its files, manifest and ledger, each by the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.check import CheckTally, check
from crawler.archive.segments import Segments
from crawler.ledger.ledger import Ledger
from tests.archive.changes import (
    NOT_SEALED,
    SEALED,
    at,
    flipped,
    in_json,
    in_ledger,
    newest,
    of_lines,
    put,
    seal_again,
)
from tests.archive.two_runs import copied, without
from tests.crawling import lines, run


def wrong(archive: Path, *, moved_away: bool = False) -> list[str]:
    findings = check([archive], CheckTally(), moved_away=moved_away)
    return [f"{each.file}, {each.offset}: {each.reason}" for each in findings if each.wrong]


def test_nothing_is_wrong_in_an_archive_of_two_runs(archive: Path) -> None:
    before = sorted(archive.rglob("*"))

    assert wrong(archive) == []

    assert sorted(archive.rglob("*")) == before


@pytest.mark.parametrize("name", NOT_SEALED)
def test_a_file_that_was_changed_is_noticed(name: str, archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    NOT_SEALED[name](own)

    assert wrong(own)


@pytest.mark.parametrize("name", SEALED)
def test_what_was_changed_and_sealed_again_is_noticed(
    name: str, archive: Path, tmp_path: Path
) -> None:
    own = copied(archive, tmp_path)
    SEALED[name](own)

    assert wrong(own)


def test_a_file_that_is_sealed_again_as_it_was_is_right(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    for path in own.glob("*/*"):
        seal_again(own, path)

    assert wrong(own) == []


def test_sealed_files_may_be_in_another_store(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    first = min((own / "warc").iterdir()).name.partition(".")[0]
    moved = [path for path in own.glob("*/*") if path.name.startswith(first)]
    for path in moved:
        path.unlink()

    gone = [finding for finding in wrong(own) if finding.endswith("is gone, or moved away")]

    assert len(gone) == len(moved)
    assert wrong(own, moved_away=True) == []


def test_a_replay_names_captures_of_another_archive(archive: Path, tmp_path: Path) -> None:
    own = tmp_path / "replayed"
    done = run("crawl", "replay", "-a", f"captures={archive}", archive=own)
    assert done.returncode == 0, done.stderr[-2000:]
    [line] = [each for each in lines(own) if each["version"] == 2]

    assert line["provenance"]["locations"]
    assert wrong(own) == []
    at("articles", in_json(put("provenance", "fetchedAt", "2020")))(own)
    assert wrong(own)


def test_a_missing_ledger_is_one_finding(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite")

    [finding] = wrong(own)

    assert finding.endswith("ledger.sqlite, 0: no ledger: run --mend")


def test_a_segment_that_is_open_is_proven_as_far_as_it_was_committed(
    archive: Path, tmp_path: Path
) -> None:
    own = copied(archive, tmp_path)
    path = newest(own, "articles")
    name = str(path.relative_to(own))
    being_written = path.rename(path.with_name(path.name + ".open"))
    at("", of_lines(lambda lines: [x for x in lines if name.encode() not in x]))(own)
    in_ledger("UPDATE segments SET sealed = 0 WHERE file = ?", name)(own)
    whole = being_written.read_bytes()
    being_written.write_bytes(whole + b'{"half": ')

    notes = [each.reason for each in check([own], CheckTally())]

    assert notes == ["open: a run was killed"]
    assert wrong(own) == []
    being_written.write_bytes(whole[:-1])
    assert any("bytes were committed" in finding for finding in wrong(own))


def test_half_a_record_of_a_run_that_lost_its_ledger_is_told(
    archive: Path, tmp_path: Path
) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite")
    path = newest(own, "warc")
    name = str(path.relative_to(own))
    at("", of_lines(lambda lines: [x for x in lines if name.encode() not in x]))(own)
    path.rename(path.with_name(path.name + ".open"))
    at("warc", lambda data: data[:-9])(own)

    told = [each for each in check([own], CheckTally()) if each.file.endswith(".open")]

    assert [each.wrong for each in told] == [False] * 2
    assert told[0].reason == "open: a run was killed"
    at("warc", flipped(0.5))(own)
    assert any(finding.startswith(f"{own / name}.open") for finding in wrong(own))


def test_a_run_that_is_going_on_is_no_fault(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    shelf = Segments(own)
    shelf.segment("articles", "20270101000000-00009-000").append(b"{")
    shelf.segment("articles", "").sync()

    notes = [each.reason for each in check([own], CheckTally())]

    assert "open: a run is going on" in notes
    assert wrong(own) == []
    shelf.close()


def test_what_was_set_aside_is_named_and_not_wrong(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    (own / "recovered").mkdir()
    (own / "recovered" / "warc-a.warc.gz.1").write_bytes(b"half a record")

    assert [each.reason for each in check([own], CheckTally())] == ["set aside: 13 bytes"]
    assert wrong(own) == []


def test_the_ledger_may_have_been_begun_anew(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite")
    Ledger(own / "ledger.sqlite").close()

    findings = list(check([own], CheckTally()))

    assert {each.wrong for each in findings} == {False}
    assert all("the ledger knows nothing of" in each.reason for each in findings)
