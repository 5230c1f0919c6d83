"""A story is read however it was first met, and a list is not stored for how it is linked."""

# ruff: noqa: E501 pages read best on one line
from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import PROSE, lines, report, response, run
from tests.serving import recording

TITLES = {
    "/posts/ferry-back/": "The ferry is back in service",
    "/posts/umbrellas/": "The library counts its umbrellas",
    "/posts/pear-tree/": "Pear tree gets a shared ladder",
}
OG = '<meta property="og:type" content="article">'
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
RSS = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'


def page(title: str, body: str, head: str = "") -> bytes:
    return response(
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def post(
    path: str, *, head: str = OG, body: str = "<article><h1>{title}</h1>{text}</article>"
) -> bytes:
    title = TITLES[path]
    return page(
        title,
        body.format(title=title, text=f"<p>{title}, the council said on Monday.</p>{TEXT}"),
        head,
    )


def feed() -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{path}</link></item>" for path, title in TITLES.items()
    )
    return response(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")


def stored(archive: Path) -> set[str]:
    return {"/" + str(line["url"]).split("/", 3)[3] for line in lines(archive)}


SHOWN = {
    "a date in numbers": "2026-11-18 09:15",
    "a date in words": "18 November 2026",
    "a weekday, a date and a time": "Wednesday, 18 November 2026 at 09:15",
    "days ago": "3 days ago",
    "days ago, in French": "il y a 3 jours",
    "a day in Chinese": "2026年11月18日",
    "a time": "09:15",
    "a permalink": "Permalink",
    "read on": "Read on",
    "read on, in German": "Weiterlesen",
    "comments": "12 Comments",
    "a picture": "<img src='/ferry.jpg' alt=''>",
}


@pytest.mark.parametrize("shown", SHOWN)
def test_a_story_with_its_headline_and_more_on_the_front_page_is_stored(
    shown: str, tmp_path: Path
) -> None:
    entries = "".join(
        f"<article class=hentry><header class=entry-header><h2><a href='{path}'>{title}</a></h2>"
        f"<p class=meta><a href='{path}'>{SHOWN[shown]}</a></p></header>{TEXT}</article>"
        for path, title in TITLES.items()
    )
    pages = {
        "/": page("The Quay", f"<main>{entries}</main>"),
        **{path: post(path, head="") for path in TITLES},
    }
    with recording(pages) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")

    assert done.returncode == 0, done.stderr[-3000:]
    assert stored(tmp_path / "a") == set(TITLES)
    assert report(tmp_path / "a")["balances"]


JSON_LD = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": ["NewsArticle"]}</script>'
PLAIN = "<div><h1>{title}</h1>{text}</div>"
PROVEN = {
    "og:type": {},
    "JSON-LD": {"head": JSON_LD, "body": PLAIN},
    "microdata": {
        "head": "",
        "body": "<div itemscope itemtype='https://schema.org/NewsArticle'><h1>{title}</h1>{text}</div>",
    },
    "prose and the time it was published": {
        "head": "",
        "body": "<h1>{title}</h1><time>18 November 2026</time>{text}",
    },
    "prose in an article": {"head": ""},
}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(told, marks=[] if told == "prose in an article" else [pytest.mark.long])
        for told in PROVEN
    ],
)
def test_a_story_that_a_menu_of_dates_leads_to_is_stored_by_what_its_page_says(
    told: str, tmp_path: Path
) -> None:
    links = "".join(f"<a href='{path}'>1{n} November</a>" for n, path in enumerate(TITLES))
    pages = {
        "/": page("The Quay", f"<h1>The Quay</h1><nav class=menu>{links}</nav>"),
        **{path: post(path, **PROVEN[told]) for path in TITLES},
    }
    with recording(pages) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")
        again = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")
        captures = f"captures={tmp_path / 'a'}"
        run("crawl", "replay", "-a", captures, archive=tmp_path / "replayed")

    assert done.returncode == again.returncode == 0, done.stderr[-3000:]
    assert stored(tmp_path / "a") == set(TITLES)
    assert report(tmp_path / "a")["balances"]
    assert len(lines(tmp_path / "a")) == len(lines(tmp_path / "replayed")) == len(TITLES)


BARE = {path: post(path, head="", body=PLAIN) for path in TITLES}
"""Pages that say nothing of what they are."""

MENU = (
    "<nav class=menu>"
    + "".join(f"<a href='{path}'>Part {n}</a>" for n, path in enumerate(TITLES))
    + "</nav>"
)


def test_a_story_that_was_asked_for_as_a_list_is_read_where_a_feed_lists_it(
    tmp_path: Path,
) -> None:
    pages = {"/": page("The Quay", MENU, RSS), "/rss.xml": feed(), **BARE}
    with recording(pages) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")

    assert done.returncode == 0, done.stderr[-3000:]
    assert stored(tmp_path / "a") == set(TITLES)
    assert report(tmp_path / "a")["balances"]


def test_a_list_of_the_run_before_is_read_where_a_feed_lists_it_now(tmp_path: Path) -> None:
    front = page("The Quay", MENU)
    with recording({"/": front, **BARE}) as server:
        run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")
        before = stored(tmp_path / "a")
        server.pages |= {"/": page("The Quay", MENU, RSS), "/rss.xml": feed()}
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")

    assert before == set()
    assert done.returncode == 0, done.stderr[-3000:]
    assert stored(tmp_path / "a") == set(TITLES)
    assert report(tmp_path / "a")["balances"]
    assert all(server.asked.count(path) == 2 for path in TITLES)


WHOLE = "".join(f"<article><h2>{title}</h2>{TEXT}</article>" for title in TITLES.values())
LINKED = "".join(
    f"<article><h2><a href='{path}'>{title}</a></h2>{TEXT}</article>"
    for path, title in TITLES.items()
)
BARE_LIST = "".join(f"<li><a href='{path}'>{title}</a></li>" for path, title in TITLES.items())
TIMED = "".join(
    f"<li><time>1{n} Nov</time> <a href='{path}'>{title}</a></li>"
    for n, (path, title) in enumerate(TITLES.items())
)
NO_STORIES = {
    "an archive of a day with its headlines": (
        "/archive/2026-11-16/",
        "2026-11-16",
        f"<h1>16 November</h1><ul>{BARE_LIST}</ul>",
    ),
    "an archive of a day, linked in words": (
        "/2026/11/16/",
        "Monday, 16 November 2026",
        f"<h1>16 November</h1><ul>{BARE_LIST}</ul>",
    ),
    "an archive of a day with whole stories": ("/archive/2026-11-17/", "17 November 2026", LINKED),
    "a category that calls itself an article": (
        "/category/harbour/",
        "Harbour",
        f"<h1>Harbour</h1>{TEXT}<ul>{BARE_LIST}</ul>",
    ),
    "a channel with whole stories": ("/harbour-news/", "Harbour news", LINKED),
    "a channel whose stories are not linked": ("/all-news/", "All news", WHOLE),
    "a channel with a word of welcome": (
        "/quay-news/",
        "Quay news",
        f"<h1>Quay news</h1><p>{PROSE[0][:80]}</p><ul>{TIMED}</ul>",
    ),
    "what the house says of itself": (
        "/about/",
        "About us",
        f"<h1>About us</h1><time>2026</time>{TEXT}",
    ),
}


def test_a_list_is_not_stored_for_how_it_is_linked(tmp_path: Path) -> None:
    menu = "".join(f"<a href='{path}'>{text}</a> " for path, text, _ in NO_STORIES.values())
    pages = {
        "/": page("The Quay", f"<nav>{menu}</nav><aside>{menu}</aside><ul>{BARE_LIST}</ul>"),
        **{
            path: page(text, body, OG if "calls itself" in name else "")
            for name, (path, text, body) in NO_STORIES.items()
        },
        **{path: post(path) for path in TITLES},
    }
    with recording(pages) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")

    assert done.returncode == 0, done.stderr[-3000:]
    assert stored(tmp_path / "a") == set(TITLES)
    assert report(tmp_path / "a")["source"] >= 7


def test_a_list_that_a_feed_lists_is_read_and_stays_a_list(tmp_path: Path) -> None:
    channel = page("Harbour news", f"<h1>Harbour news</h1><ul>{BARE_LIST}</ul>")
    item = "<item><title>All of our harbour news</title><link>/harbour-news/</link></item>"
    listed = response(f"<rss version='2.0'><channel>{item}</channel></rss>", "application/rss+xml")
    front = page("The Quay", "<nav><a href='/harbour-news/'>Harbour</a></nav>", RSS)
    pages = {
        "/": front,
        "/rss.xml": listed,
        "/harbour-news/": channel,
        **{path: post(path) for path in TITLES},
    }
    more = "/posts/swans-early/"
    with recording(pages) as server:
        for day in (1, 4):
            done = run(
                "crawl",
                "news",
                "-a",
                f"url={server.url}/",
                archive=tmp_path / "a",
                settings=(f"RUN_AT=2026-02-0{day}",),
            )
            assert done.returncode == 0, done.stderr[-3000:]
            assert report(tmp_path / "a")["balances"]
            server.pages["/harbour-news/"] = page(
                "Harbour news",
                f"<ul>{BARE_LIST}<li><a href='{more}'>Swans come a fortnight early</a></ul>",
            )
            server.pages[more] = page(
                "Swans", f"<article><h1>Swans come early</h1>{TEXT}</article>"
            )

    assert stored(tmp_path / "a") >= {"/posts/ferry-back/", "/posts/pear-tree/", more}
    assert "/harbour-news/" not in stored(tmp_path / "a")
