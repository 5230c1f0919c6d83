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

from crawler.archive.check import Tally, check
from crawler.archive.jsonl import schema, to_line, to_record
from crawler.archive.schema import faults
from crawler.archive.shelf import Shelf
from crawler.archive.warc import records, warcinfo
from crawler.model import Article, Edit, Exchange, Image, Person, Provenance
from tests.raw_server import ANSWERS

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
    return [finding.reason for finding in check([path], Tally())]


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
    shelf = Shelf(tmp_path)
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
