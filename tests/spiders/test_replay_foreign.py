"""A replay reads what others kept, asks nobody, and names whatever it passes over."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.crawling import PROSE, lines, report, run
from tests.test_recrawl import Paper, printing

pytestmark = pytest.mark.long

START = datetime(2024, 3, 1, 8, tzinfo=UTC)
HOST = "http://news.example"


def page(headline: str, *more: str, head: str = "", after: str = "") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in more or PROSE)
    return (
        f"<html><head><title>{headline}</title>{head}</head><body><article><h1>{headline}</h1>"
        f"{text}</article>{after}</body></html>"
    ).encode()


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def warc(
    path: Path, answers: Iterable[tuple[str, bytes]], *, status: str = "200 OK", **fields: str
) -> Path:
    """Write responses an hour apart, as warcio writes them."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for n, (url, body) in enumerate(answers):
            head = StatusAndHeaders(
                status,
                [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))],
                protocol="HTTP/1.1",
            )
            date = (START + timedelta(hours=n)).isoformat().replace("+00:00", "Z")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=head,
                warc_headers_dict={"WARC-Date": date, **fields},
            )  # fmt: skip
            writer.write_record(record)
    return path


def replayed(tmp_path: Path, captures: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the lines and the report of a replay into a fresh archive."""
    archive = tmp_path / "archive"
    done = run("crawl", "replay", "-a", f"captures={captures}", archive=archive)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return lines(archive), report(archive)


def test_an_address_kept_many_times_is_read_each_time(tmp_path: Path) -> None:
    """All of them are in flight at once: each waits for the one before it."""
    texts = [(*PROSE[:2], f"In the end {n} boats came.") for n in range(12)]
    file = warc(
        tmp_path / "a.warc.gz", [(f"{HOST}/news/1.html", page("Boats", *t)) for t in texts]
    )

    held, told = replayed(tmp_path, file)

    assert [each["version"] for each in held] == list(range(1, 13))
    assert [each["articleBody"].rpartition("\n")[2] for each in held] == [t[-1] for t in texts]
    assert (told["balances"], told["exit_status"], told["passed_over"]) == (True, 0, {})


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "absent"])
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
def test_the_next_page_of_a_story_comes_out_of_the_archive(
    tmp_path: Path, *, is_kept: bool, is_first: bool
) -> None:
    with printing(Paper({})) as paper:
        host = f"http://127.0.0.1:{paper.port}"
        after = '<div class="pages">1 <a href="7_2.html">2</a> <a href="7_2.html">Next</a></div>'
        first = (f"{host}/news/7.html", page("The long story", PROSE[0], PROSE[1], after=after))
        second = (f"{host}/news/7_2.html", page("The long story", PROSE[2]))
        pages = [first, second] if is_first else [second, first]
        file = warc(tmp_path / "a.warc.gz", pages if is_kept else [first])

        held, told = replayed(tmp_path, file)

        assert not paper.asked
    whole = "\n".join(PROSE if is_kept else PROSE[:2])
    story = next(each for each in held if each["url"].endswith("/7.html"))
    assert story["articleBody"] == whole
    assert len(story["provenance"]["captures"]) == 1 + is_kept
    assert told["balances"]
    if is_kept and is_first:
        assert len(held) == 1
        assert told["reasons"]["dropped/continuation"] == 1


def test_a_status_of_a_page_is_read_and_another_is_counted(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    for n, status in enumerate(("203 Mirrored", "206 Partial Content", "299 Odd", "503 Busy")):
        warc(
            folder / f"{n}.warc.gz", [(f"{HOST}/news/{n}.html", page(f"Boat {n}"))], status=status
        )

    held, told = replayed(tmp_path, folder)

    assert sorted(each["url"][-6:] for each in held) == ["0.html", "1.html", "2.html"]
    assert told["passed_over"] == {"http-503": 1}
    assert told["exit_status"] == 0


def test_damage_and_what_cannot_be_read_are_named_and_show(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    whole = warc(folder / "a.warc.gz", [(f"{HOST}/news/{n}.html", page(f"B {n}")) for n in (1, 2)])
    (folder / "b.warc.gz").write_bytes(whole.read_bytes()[:-40])
    (folder / "c.warc.gz").write_bytes(b"")
    (folder / "d.warc.bz2").write_bytes(b"BZh91AY&SY" + bytes(40))

    archive = tmp_path / "archive"
    done = run("crawl", "replay", "-a", f"captures={folder}", archive=archive)

    assert done.returncode == 1
    assert {each["url"][-6:] for each in lines(archive)} == {"1.html", "2.html"}
    assert report(archive)["passed_over"] == {"damaged": 1, "file": 2}
    assert all(name in done.stderr for name in ("b.warc.gz", "c.warc.gz", "d.warc.bz2"))
    assert done.stderr.count("LOOK: ") == 2


def test_a_replay_of_one_capture_again_writes_nothing(tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", [(f"{HOST}/news/1.html", page("Boats"))])
    archive = tmp_path / "archive"

    for _ in range(2):
        done = run("crawl", "replay", "-a", f"captures={file}", archive=archive)

    assert done.returncode == 0, done.stderr[-2000:]
    assert len(lines(archive)) == 1
    assert report(archive)["reasons"] == {"unchanged/same-capture": 1}
    assert report(archive)["balances"]
