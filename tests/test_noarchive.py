"""Where a site asks for no copy to be kept, none is, and its story is still accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.commands.portal import serving
from tests.crawling import PROSE, lines, listing, report, response, run, site, story

pytestmark = pytest.mark.long

PAGE = "/news/2026/0205/101.html"
MARK = b"<title>"
META = b'<meta name="%s" content="%s"><title>'
WITHHELD = {
    "a robots meta": (story("Ferry back").replace(MARK, META % (b"robots", b"noarchive")), ()),
    "a header": (
        story("Ferry back").replace(b"Connection", b"X-Robots-Tag: noarchive\r\nConnection"),
        (),
    ),
    "a reservation of mining, by setting": (
        story("Ferry back").replace(MARK, META % (b"tdm-reservation", b"1")),
        ("HONOUR_RESERVATIONS=noarchive,tdm",),
    ),
}  # fmt: skip
KEPT = {
    "an order to another crawler": (
        story("Ferry back").replace(MARK, META % (b"googlebot", b"noarchive")),
        (),
    ),
    "a reservation of mining": (
        story("Ferry back").replace(MARK, META % (b"tdm-reservation", b"1")),
        (),
    ),
    "an archive that was told to keep it": (
        story("Ferry back").replace(MARK, META % (b"robots", b"noarchive")),
        ("HONOUR_RESERVATIONS=",),
    ),
}


def crawled(tmp_path: Path, page: bytes, settings: tuple[str, ...]) -> Path:
    page = page.replace(b"Content-Length: ", b"X-Length: ")
    with serving(site(tmp_path / "site", {"/": listing(PAGE), PAGE: page})) as url:
        done = run("crawl", "news", "-a", f"url={url}", archive=tmp_path / "a", settings=settings)
    assert done.returncode == 0, done.stderr[-3000:]
    return tmp_path / "a"


@pytest.mark.parametrize("case", WITHHELD)
def test_no_copy_is_kept_for(case: str, tmp_path: Path) -> None:
    archive = crawled(tmp_path, *WITHHELD[case])

    [line] = lines(archive)
    assert (line["headline"], line["articleBody"]) == ("Ferry back", "")
    assert {"noarchive", "tdm"}.intersection(line["provenance"]["flags"])
    assert not [c for c in read_captures(archive / "warc") if c.url.endswith(PAGE)]
    assert not [
        p for p in archive.rglob("*") if p.is_file() and PROSE[0].encode() in p.read_bytes()
    ]
    assert report(archive)["stored"] == 1


def test_no_copy_of_a_list_or_an_error_is_kept_either(tmp_path: Path) -> None:
    asks = META % (b"robots", b"noarchive, max-image-preview:large")
    pages = {
        "/": listing(PAGE, "/news/2026/0205/102.html").replace(MARK, asks),
        PAGE: story("Ferry back"),
        "/news/2026/0205/102.html": response("<title>Gone</title>", status="410 Gone").replace(
            b"Connection", b"X-Robots-Tag: noarchive\r\nConnection"
        ),
    }
    pages = {
        path: page.replace(b"Content-Length: ", b"X-Length: ") for path, page in pages.items()
    }

    with serving(site(tmp_path / "site", pages)) as url:
        done = run("crawl", "news", "-a", f"url={url}", archive=tmp_path / "a")

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(tmp_path / "a")) == 1
    kept = {c.url.removeprefix(url.rstrip("/")) for c in read_captures(tmp_path / "a" / "warc")}
    assert kept == {"/robots.txt", PAGE}


@pytest.mark.parametrize("case", KEPT)
def test_the_whole_story_is_kept_for(case: str, tmp_path: Path) -> None:
    archive = crawled(tmp_path, *KEPT[case])

    [line] = lines(archive)
    assert line["articleBody"].split("\n") == list(PROSE)
    assert len([c for c in read_captures(archive / "warc") if c.url.endswith(PAGE)]) == 1
