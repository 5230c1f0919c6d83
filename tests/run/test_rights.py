"""Which reservations are honoured, and what may be kept of a page that makes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scrapy.settings import Settings

from crawler.model import Article, Exchange, Image, Provenance
from crawler.run.page_task import PageTask
from crawler.run.rights import Rights, without_body
from crawler.wire import capture_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://a.example/ferry"
NOARCHIVE = Rights(frozenset(("noarchive",)), "crawler")


def answered(head: str, body: str = "<p>Ferry back") -> PageTask:
    page = PageTask(None)
    raw = f"HTTP/1.1 404 Not Found\r\n{head}\r\n{body}".encode()
    page.exchanges.append(Exchange(url=URL, fetched_at=AT, request=b"", response=raw))
    return page


META = '<meta name="robots" content="noarchive">'
PAGES = {
    "a header": (answered("X-Robots-Tag: noarchive\r\n"), True),
    "a meta": (answered("", META), True),
    "by name": (answered("", '<meta name="crawler" content="noarchive">'), True),
    "by another's name": (answered("", '<meta name="otherbot" content="noarchive">'), False),
    "another word": (answered("X-Robots-Tag: noindex\r\n"), False),
    "a reservation that is not honoured": (answered("TDM-Reservation: 1\r\n"), False),
    "nothing": (answered(""), False),
    "never answered": (PageTask(None), False),
}


@pytest.mark.parametrize("name", [name for name in PAGES if name != "never answered"])
def test_a_page_that_was_left_on_the_wire_may_forbid_its_copy(name: str) -> None:
    page, forbidden = PAGES[name]
    left = PageTask(None, captures=[replace(capture_of(page.exchanges), body=b"")])

    assert NOARCHIVE.forbid_copy(left) is forbidden


@pytest.mark.parametrize(("page", "forbidden"), PAGES.values(), ids=PAGES)
def test_a_page_that_was_never_read_may_forbid_its_copy(
    page: PageTask,
    forbidden: bool,  # noqa: FBT001
) -> None:
    assert NOARCHIVE.forbid_copy(page) is forbidden
    assert not Rights(frozenset(), "crawler").forbid_copy(page)


@pytest.mark.parametrize(
    ("settings", "rights"),
    [
        ({"HONOUR_RESERVATIONS": ["noarchive"], "USER_AGENT": "Quay/2.0 (+https://a.example)"},
         Rights(frozenset(("noarchive",)), "quay")),
        ({"HONOUR_RESERVATIONS": "tdm,noarchive", "USER_AGENT": "Quay",
          "ROBOTSTXT_USER_AGENT": "Mole/1"}, Rights(frozenset(("tdm", "noarchive")), "mole")),
        ({"HONOUR_RESERVATIONS": [], "USER_AGENT": "Quay"}, Rights(frozenset(), "quay")),
    ],
)  # fmt: skip
def test_what_is_honoured_and_by_which_name_is_what_the_settings_say(
    settings: dict[str, object], rights: Rights
) -> None:
    assert Rights.of(Settings(settings)) == rights


ARTICLE = Article(
    url=URL,
    headline="Ferry back",
    article_body=("It came at nine.",),
    image=(Image("https://a.example/1.jpg", "A pier.", None, 0),),
    usage_info=("robots: noarchive", "tdm-reservation: 1"),
    provenance=Provenance(captures=("sha256:a",), fetched_at=AT, encoding="utf-8"),
)


def test_an_article_states_what_is_reserved_and_what_is_honoured_of_it() -> None:
    assert NOARCHIVE.reserved_in(ARTICLE) == ["noarchive"]
    assert Rights(frozenset(("tdm", "noarchive")), "crawler").reserved_in(ARTICLE) == [
        "noarchive", "tdm"
    ]  # fmt: skip


def test_of_an_article_without_a_copy_the_headline_is_kept_and_no_text() -> None:
    kept = without_body(ARTICLE, ["noarchive", "noarchive"])

    assert (kept.headline, kept.url) == ("Ferry back", URL)
    assert (kept.article_body, kept.image, kept.comment) == ((), (), ())
    assert kept.provenance.flags == ("noarchive",)
    assert ARTICLE.article_body
