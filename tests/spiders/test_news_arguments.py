"""What ``-a`` may say to the spider of news, and what comes of it in a crawl."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.commands.portal import serving
from crawler.spiders.news_arguments import read_arguments
from tests.crawling import lines, listing, report, run, site, story

OLD, NEW, OTHER = (
    "/news/2024/0105/101.html",
    "/news/2026/0205/102.html",
    "/sport/2026/0206/103.html",
)


PAGES = {
    "/": listing(OLD, NEW, OTHER, after="<a href='/news/'>News</a>"),
    "/news/": listing(OLD, NEW),
    **{path: story(f"Ferry story {path[-8:-5]}") for path in (OLD, NEW, OTHER)},
}


REFUSED = {
    "no start": ({}, "say where to start"),
    "two starts": ({"url": "a.example", "only": "b.example"}, "one of them"),
    "a name misspelled": ({"url": "a.example", "limt": "3"}, "is -a limit=… meant?"),
    "a name nobody knows": ({"url": "a.example", "depth": "3"}, "known are url, site"),
    "an address that is none": ({"url": "ftp://a.example/"}, "no address of a web page"),
    "a password in what is none": ({"url": "https://u:secret@"}, "'https://' is no address"),
    "a file that is not there": ({"urls": "/no/such/file"}, "cannot be read: No such file"),
    "a day that is none": ({"url": "a.example", "since": "soon"}, "a day such as 2024-05-31"),
    "days in the wrong order": ({"url": "a.example", "since": "2024-05-02", "until": "2024-05-01"},
                                "is after"),
    "a pattern that is none": ({"url": "a.example", "match": "("}, "no regular expression"),
    "a language that is none": ({"url": "a.example", "language": "english"}, "such as en"),
    "no number": ({"url": "a.example", "limit": "²"}, "a whole number from 1 on"),
    "no minutes": ({"url": "a.example", "minutes": "9" * 400}, "a number above 0"),
    "a site misspelled": ({"site": "beilin"}, "is 'beiling' meant?"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "told"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_crawl_is_refused_in_one_line(said: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        read_arguments(said)

    assert told in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_password_is_for_one_host_and_port_and_is_written_down_nowhere() -> None:
    read = read_arguments({"url": "http://reader:s%20cret@a.example:8080/?token=T"})

    assert read.credentials == {"a.example:8080": "reader:s cret"}
    assert [start.url for start in read.starts] == ["http://a.example:8080/?token=T"]
    assert read.told == {"url": "http://a.example:8080/?token=T"}


@pytest.mark.parametrize("count", [2, 2_000])
def test_a_list_of_sites_may_be_longer_than_the_name_of_a_file(count: int) -> None:
    names = [f"paper{n}.example" for n in range(count)]

    assert read_arguments({"sites": ",".join(names)}).sites.keys == tuple(names)


def test_a_start_without_a_scheme_has_another_to_fall_back_on() -> None:
    read = read_arguments({"url": "a.example:8080/news/"})

    [start] = read.starts
    assert start.url == "https://a.example:8080/news/"
    assert read.other_schemes[start.url].url == "http://a.example:8080/news/"
    assert read_arguments({"url": "https://a.example/"}).other_schemes == {}


def crawled(tmp_path: Path, *said: str) -> tuple[list[str], str]:
    """Return the paths of the stories that a crawl of `PAGES` brings, and what was logged."""
    with serving(site(tmp_path / "site", PAGES)) as home:
        port = urlsplit(home).port
        arguments = [part for each in said for part in ("-a", each.format(port=port))]
        told = run("crawl", "news", *arguments, archive=tmp_path / "archive")
    archive = tmp_path / "archive"
    return sorted("/" + each["url"].split("/", 3)[3] for each in lines(archive)), told.stderr


CHOICES = {
    "since=2026-01-01": [NEW, OTHER],
    "until=2024-12-31": [OLD],
    "match=/news/": [OLD, NEW],
    "skip=/sport/": [OLD, NEW],
    "language=en": [OLD, NEW, OTHER],
    "language=de": [],
}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_crawl_brings_the_stories_that_are_wanted(choice: str, tmp_path: Path) -> None:
    brought, _ = crawled(tmp_path, "url=http://127.0.0.1:{port}/", choice)

    assert brought == CHOICES[choice]


@pytest.mark.parametrize("limit", [1, 2])
def test_no_more_stories_are_brought_than_the_limit_says(limit: int, tmp_path: Path) -> None:
    brought, _ = crawled(tmp_path, "url=http://127.0.0.1:{port}/", f"limit={limit}")

    assert len(brought) == limit


def test_one_page_alone_is_asked_for(tmp_path: Path) -> None:
    brought, _ = crawled(tmp_path, "only=http://127.0.0.1:{port}/news/")
    assert brought == []

    brought, _ = crawled(tmp_path, f"only=http://127.0.0.1:{{port}}{NEW}")

    assert brought == [NEW]
    assert report(tmp_path / "archive")["discovered"] == 1


def test_the_addresses_of_a_file_are_asked_for_and_what_their_lists_hold(tmp_path: Path) -> None:
    with serving(site(tmp_path / "site", PAGES)) as home:
        file = tmp_path / "urls.txt"
        here = home.rstrip("/")
        file.write_text(f"# stories, and a list\n{here}{OTHER}\n\n{here}/news/\n")
        run("crawl", "news", "-a", f"urls={file}", archive=tmp_path / "archive")

    brought = sorted("/" + each["url"].split("/", 3)[3] for each in lines(tmp_path / "archive"))
    assert brought == [OLD, NEW, OTHER]


def test_a_start_without_a_scheme_is_asked_by_http_where_nobody_answers_by_https(
    tmp_path: Path,
) -> None:
    brought, told = crawled(tmp_path, "url=127.0.0.1:{port}")

    assert brought == [OLD, NEW, OTHER]
    assert "nothing answers at https://127.0.0.1:" in told


def test_a_password_is_sent_and_not_kept(tmp_path: Path) -> None:
    brought, told = crawled(tmp_path, "url=http://reader:s3cret@127.0.0.1:{port}/")

    kept = b"".join(f.read_bytes() for f in (tmp_path / "archive").rglob("*") if f.is_file())
    assert len(brought) == 3
    assert b"s3cret" not in kept
    assert "s3cret" not in told
    with sqlite3.connect(tmp_path / "archive" / "ledger.sqlite") as db:
        [[arguments]] = db.execute("SELECT arguments FROM runs")
    assert "s3cret" not in arguments


def test_a_mistake_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    mistakes = {
        ("crawl", "nwes", "-a", "url=a.example"): "no spider is called 'nwes': is news meant?",
        ("crawl", "news", "-a", "limt=3", "-a", "url=a.example"): "is -a limit=… meant?",
        ("crawl", "news", "-a", "sites=a.example", "-a", "url=a.example"): "and not both",
        ("crawl",): "say which spider",
    }
    for command, said in mistakes.items():
        told = run(*command, archive=tmp_path / "archive")

        assert (told.returncode, told.stderr.count("\n")) == (2, 1)
        assert said in told.stderr

    told = run("crawl", "news", "-a", "url=a.example", archive=tmp_path / "file")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
