"""An archive is what it says, or the check names file, place and fault."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import check_pieces
from crawler.archive.check import CheckTally, check
from crawler.archive.check_inventory import index_of
from crawler.archive.check_pieces import Processes, look_at_records, parts_of
from crawler.archive.check_records import sized
from crawler.archive.containers import ArchiveDamage
from crawler.archive.jsonl import schema, to_line, to_record
from crawler.archive.schema import faults
from crawler.archive.segments import Segments
from crawler.archive.warc import records, warcinfo
from crawler.ledger.ledger import Ledger
from crawler.model import Article, Edit, Exchange, Image, Person, Provenance
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
from tests.archive.two_runs import copied, crawl_twice, site, without
from tests.crawling import lines, run
from tests.raw_server import ANSWERS
from tests.test_recrawl import Paper, printing

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
KNOWN = Provenance(captures=("sha1:A",), fetched_at=NOON, encoding="utf-8")
STORY = Article(
    url="https://a.example/1",
    headline="Ferry returns",
    article_body=("One.", "Two."),
    author=(Person("Ada Voss"),),
    image=(Image("https://a.example/1.jpg", "The ferry", position=0),),
    provenance=KNOWN,
).edited([Edit("boilerplate:x", "articleBody[2]", None, "Three.")])
FULL = jsonschema.Draft202012Validator(schema())


def exchange(path: str = "/chunked") -> Exchange:
    return Exchange(
        url=f"http://a.example{path}", fetched_at=NOON, request=b"GET / HTTP/1.1\r\n\r\n",
        response=ANSWERS[path],
    )  # fmt: skip


def warc_of(path: str, *, hurt: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    info = warcinfo("a.warc", NOON, [("software", "test")])
    pair = [record.data for record in records(exchange(path), info.record_id, plain=True)]
    head = records(exchange(path), "", plain=True)
    assert head[0].record_id
    plain = b"".join(pair).replace(f"WARC-Warcinfo-ID: <{info.record_id}>\r\n".encode(), b"")
    return plain.replace(*hurt) if hurt[0] else plain


def found(path: Path) -> list[str]:
    return [finding.reason for finding in check([path], CheckTally())]


@pytest.mark.parametrize(
    "answer", ["/chunked", "/gzip-chunked", "/br", "/204", "/304", "/latin-1"]
)
def test_a_sound_warc_has_nothing_wrong(answer: str, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(warc_of(answer))

    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("hurt", "fault"),
    [
        ((b"Hafen", b"Ofen!"), "its block is not what WARC-Block-Digest says"),
        ((b"Hafen", b"Ofen!"), "its payload is not what WARC-Payload-Digest says"),
        ((b"WARC-Concurrent-To: <urn", b"WARC-Concurrent-To: <ern"), "warc-concurrent-to names"),
        ((b"WARC-Date: ", b"WARC-Data: "), "no warc-date"),
        ((b"\r\n0\r\n\r\n", b"\r\n1\r\n\r\n"), "is cut short, and no WARC-Truncated says so"),
    ],
)
def test_each_fault_of_a_warc_is_named(
    hurt: tuple[bytes, bytes], fault: str, tmp_path: Path
) -> None:
    (tmp_path / "a.warc").write_bytes(warc_of("/chunked", hurt=hurt))

    assert any(reason.startswith(fault) for reason in found(tmp_path))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (to_line(STORY), "the line does not end"),
        ("{\n", "JSONDecodeError"),
        (to_line(STORY).replace('"version": 1', '"version": "1"') + "\n", "version is no integer"),
        (to_line(STORY).replace('"One.', '"Mine.') + "\n", "identifier is not that of its text"),
        (to_line(STORY) + "\n", ""),
        (to_line(STORY).replace("Three.", "Four.", 1) + "\n", "ValueError: articleBody[2] holds"),
    ],
)
def test_each_fault_of_a_line_is_named(line: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line, "utf-8")

    reasons = found(tmp_path)

    assert [reason for reason in reasons if fault and reason.startswith(fault)] or not fault
    assert bool(reasons) is bool(fault)


def test_a_sealed_file_that_was_changed_is_named(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    shelf.segment("articles", "1").append(to_line(STORY).encode() + b"\n")
    [name] = shelf.seal()
    shelf.close()
    assert found(tmp_path) == ["no ledger: run --mend"]

    (tmp_path / name).write_text(to_line(STORY) + "\n\n", "utf-8")

    assert f"{Path(name).name} is not as it was sealed" in found(tmp_path)


def hurt_records() -> list[tuple[str, Any]]:
    record = json.loads(to_line(STORY))
    hurt: list[tuple[str, Any]] = []
    for name in record:
        values: tuple[Any, ...] = (None, 7, "", "x", [], {}, [{}], {"@type": "Person"}, True)
        for value in values:
            changed = copy.deepcopy(record)
            changed[name] = value
            hurt.append((name, changed))
        without = copy.deepcopy(record)
        del without[name]
        hurt.append((name, without))
    return hurt


def test_our_rules_and_a_full_implementation_agree() -> None:
    for name, record in hurt_records():
        ours = next(faults(record, schema(), schema()), None) is None
        assert ours == FULL.is_valid(record), (name, record.get(name))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*to_record(STORY), "by", "name"]), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_they_agree_on_any_value(value: Any) -> None:
    assert (not [*faults(value, schema(), schema())]) == FULL.is_valid(value)


def test_the_command_says_what_is_wrong_and_exits_with_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n", "utf-8")
    command = [sys.executable, "-m", "scrapy", "check-archive", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 1
    assert f"{tmp_path / 'a.jsonl'}, offset 0: the record lacks '@context'" in done.stdout


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with printing(Paper(site())) as paper:
        crawl_twice(paper, folder)
    return folder


def wrong(archive: Path, *, moved_away: bool = False) -> list[str]:
    findings = check([archive], CheckTally(), moved_away=moved_away)
    return [f"{each.file}, {each.offset}: {each.reason}" for each in findings if each.wrong]


def test_nothing_is_wrong_in_an_archive_of_two_runs(archive: Path) -> None:
    before = sorted(archive.rglob("*"))

    assert wrong(archive) == []

    assert sorted(archive.rglob("*")) == before


def no_damage(damage: ArchiveDamage) -> None:
    raise AssertionError(damage)


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


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            each, marks=[] if each.endswith(("twice", "body", "text")) else pytest.mark.long
        )
        for each in SEALED
        if each.startswith(("index", "warc", "article"))
    ],
)
def test_what_is_looked_at_in_parts_is_found_as_in_one(
    name: str, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copied(archive, tmp_path)
    SEALED[name](own)
    tally, in_parts = CheckTally(), CheckTally()
    whole = list(check([own], tally))

    monkeypatch.setattr(check_pieces, "BATCH", 1)
    monkeypatch.setattr(check_pieces, "PART", 1)
    monkeypatch.setattr(Processes, "are_worth", lambda *_: True)
    monkeypatch.setattr(Processes, "each", lambda _, look, pieces, __: map(look, pieces))

    assert list(check([own], in_parts)) == whole
    assert vars(in_parts) == vars(tally)


def test_parts_are_looked_at_in_processes_and_come_in_order(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path, *_] = sorted(archive.glob("warc/*"))
    index = archive / index_of(f"warc/{path.name}")
    monkeypatch.setattr(check_pieces, "PART", 1)
    monkeypatch.setattr(check_pieces, "LARGE", 0)
    parts = parts_of(path, index)

    with Processes() as processes:
        looked = list(processes.each(look_at_records, parts, path.stat().st_size))

    assert len(parts) > 2
    assert looked == [look_at_records(part) for part in parts]
    assert [each.offset for part in looked for each in part or ()] == sorted(
        each.stored.offset for each in sized(path, no_damage)
    )


def test_a_part_that_does_not_begin_or_end_with_a_record_is_not_believed(archive: Path) -> None:
    [path, *_] = sorted(archive.glob("warc/*"))
    offsets = [each.stored.offset for each in sized(path, no_damage)]

    assert look_at_records((path, offsets[1], offsets[3]))
    for start, end in [(1, 3), (3, 5)]:
        for off in (-1, 1):
            assert look_at_records((path, offsets[start] + off, offsets[end])) is None
        assert look_at_records((path, offsets[start], offsets[end] - 5)) is None
    assert look_at_records((path, offsets[1], offsets[1])) is None


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


def test_an_independent_reader_finds_the_same(archive: Path) -> None:
    indexed: dict[tuple[str, str], dict[str, str]] = {}
    for path in (archive / "cdx").iterdir():
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line.split(" ", 2)[2])
            indexed[entry["filename"], entry["offset"]] = entry
    read = {}
    for path in (archive / "warc").iterdir():
        with path.open("rb") as stream:
            records_of: Any = ArchiveIterator(stream, check_digests="raise")
            for record in records_of:
                record.content_stream().read()
                place = (path.name, str(records_of.get_record_offset()))
                if record.rec_type in {"response", "revisit"}:
                    read[place] = {
                        "url": record.rec_headers["WARC-Target-URI"],
                        "status": record.http_headers.get_statuscode(),
                        "digest": record.rec_headers["WARC-Payload-Digest"],
                        "length": str(records_of.get_record_length()),
                    }

    assert read.keys() == indexed.keys()
    for place, said in read.items():
        assert said.items() <= indexed[place].items()
