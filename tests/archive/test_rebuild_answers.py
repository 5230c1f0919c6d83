"""The records of an archive tell what was asked for, and what belongs to one asking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from crawler.archive.rebuild_answers import (
    MAX_VALIDATOR,
    Answer,
    Attempt,
    Remembered,
    asked_for,
    told_by,
)
from crawler.archive.warc import conversion, memory_record, records
from crawler.ledger.schema import CaptureRow
from crawler.model import RENDERING, SHELL, Exchange, Truncated

URL = "https://a.example/1"
AT = datetime(2026, 2, 5, 8, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHANGED = b"Last-Modified: Thu, 05 Feb 2026 07:00:00 GMT\r\n"
WHOLE = HEAD + b'Content-Length: 5\r\nETag: "1"\r\n' + CHANGED + b"\r\nFerry"
NUMBERS = count(1)


def exchange(response: bytes, truncated: Truncated | None = None, **more: str) -> Exchange:
    """Return an asking for the story."""
    known: dict[str, str] = {"url": URL, "kind": "article", "memory": "r7"} | more
    return Exchange(fetched_at=AT, request=b"GET / HTTP/1.1\r\n\r\n", response=response,
                    truncated=truncated, **known)  # type: ignore[arg-type] # fmt: skip


def told(folder: Path, *made: Exchange) -> list[Answer | Remembered]:
    """Return what a WARC file of these tells."""
    path = folder / "a.warc.gz"
    path.write_bytes(b"".join(each.data for one in made for each in records(one, "")))
    return list(told_by(path, "warc/a.warc.gz"))


def test_a_capture_tells_what_it_was_asked_as_and_where_it_stands(tmp_path: Path) -> None:
    [answer] = told(tmp_path, exchange(WHOLE))

    assert isinstance(answer, Answer)
    assert answer[:7] == (URL, AT.timestamp(), AT.timestamp(), 200, "article", "r7", None)
    assert (answer.etag, answer.last_modified) == ('"1"', "Thu, 05 Feb 2026 07:00:00 GMT")
    assert (answer.row.type, answer.row.file) == ("response", "warc/a.warc.gz")
    assert answer.row.offset > 0, "what it was asked as stands before it"


ROWS: dict[str, tuple[Exchange, str]] = {
    "whole": (exchange(WHOLE), "response"),
    "cut, as it says": (exchange(WHOLE, "length"), "truncated"),
    "cut": (exchange(WHOLE[:-1]), "truncated"),
    "not modified": (exchange(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "revisit"),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_all_there_is_called_so(name: str, tmp_path: Path) -> None:
    made, kind = ROWS[name]

    [answer] = told(tmp_path, made)

    assert isinstance(answer, Answer)
    assert answer.row.type == kind


@pytest.mark.parametrize(
    ("value", "kept"),
    [('"1"', '"1"'), ("x" * MAX_VALIDATOR, "x" * MAX_VALIDATOR), ("x" * (MAX_VALIDATOR + 1), None),
     ("é", None), ("", None)],
)  # fmt: skip
def test_a_validator_is_kept_only_where_it_can_be_sent_back(
    value: str, kept: str | None, tmp_path: Path
) -> None:
    [answer] = told(tmp_path, exchange(HEAD + f"ETag: {value}\r\n\r\n".encode("latin-1")))

    assert isinstance(answer, Answer)
    assert answer.etag == kept


@pytest.mark.parametrize(("url", "kind"), [(URL, ""), ("https://a.example/robots.txt", "robots")])
def test_what_no_record_says_is_known_of_robots_txt_alone(
    url: str, kind: str, tmp_path: Path
) -> None:
    [answer] = told(tmp_path, exchange(WHOLE, url=url, kind=""))

    assert isinstance(answer, Answer)
    assert answer.kind == kind


def test_a_memory_is_told_and_a_rendered_page_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    shown = conversion(exchange(b"<p>Ferry</p>", kind=RENDERING), "")
    made = (memory_record("r7", "{}", AT, ""), *shown)
    path.write_bytes(b"".join(each.data for each in made) + b"damage")

    memory, answer = told_by(path, "a")

    assert memory == Remembered("r7", "{}")
    assert isinstance(answer, Answer)
    assert (answer.status, answer.row.type, answer.kind) == (200, "conversion", RENDERING)


def answer(
    url: str, status: int = 200, kind: str = "article", leads_to: str | None = None
) -> Answer:
    """Return an answer; each has a digest of its own."""
    at = (AT + timedelta(seconds=(n := next(NUMBERS)))).timestamp()
    row = CaptureRow(f"sha1:{n}", url, "", f"urn:{n}", "response", "warc/a", n, 1)
    return Answer(url, at, at, status, kind, "", leads_to, None, None, row)


A, B = "https://a.example/a", "https://a.example/b"
GROUPS: dict[str, tuple[list[Answer], list[list[int]]]] = {
    "two pages": ([answer(A), answer(B)], [[0], [1]]),
    "a redirect and where it leads": ([answer(A, 302, leads_to=B), answer(B)], [[0, 1]]),
    "a redirect that was not followed": ([answer(A, 302, leads_to=B), answer(A)], [[0], [1]]),
    "vain tries": ([answer(A, 503), answer(A, 0), answer(A), answer(A)], [[0, 1, 2], [3]]),
    "a vain try of another": ([answer(A, 503), answer(B)], [[0], [1]]),
    "further pages": ([answer(A), answer(B, kind="continuation"), answer(A)], [[0, 1], [2]]),
    "a page that a browser filled": ([answer(A, kind=SHELL), answer(A, kind=RENDERING)], [[0, 1]]),
    "one that it filled later": ([answer(A), answer(A, kind=RENDERING)], [[0], [1]]),
}


@pytest.mark.parametrize("name", GROUPS)
def test_the_answers_of_one_asking_belong_together(name: str) -> None:
    answers, groups = GROUPS[name]

    attempts = list(asked_for(answers))

    assert [[answers.index(each) for each in one.answers] for one in attempts] == groups
    assert [one.url for one in attempts] == [answers[group[0]].url for group in groups]


def test_the_last_answer_counts_and_further_pages_are_of_its_payload() -> None:
    moved, page, further = answer(A, 302), answer(B), answer(f"{B}?2", kind="continuation")

    asked = Attempt(A, (moved, page, further))

    assert asked.last is page
    assert asked.payload == f"{page.row.digest} {further.row.digest}"
    assert Attempt(A, (further,)).last is further
