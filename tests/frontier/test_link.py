"""What a source lists, each address once and with the most that was said of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.link import Link, Origin, distinct, found_at, storable, unescaped

URLS = st.sampled_from([
    f"https://quay.example/{path}" for path in ("1", "1?utm_source=x", "1#top", "2", "2/", "3")
])  # fmt: skip
LINKS = st.builds(
    Link,
    URLS,
    st.sampled_from(["page", "article"]),
    st.one_of(st.none(), st.text(max_size=5)),
    st.one_of(st.none(), st.just("2026-02-05")),
)


@given(st.lists(LINKS, max_size=8))
def test_each_address_is_listed_once_and_nothing_that_was_said_is_lost(links: list[Link]) -> None:
    once = distinct(links)

    assert distinct(list(once)) == once
    assert {link.title for link in once if link.title} <= {link.title for link in links}
    assert any(link.kind == "article" for link in links) == any(
        link.kind == "article" for link in once
    )
    assert any(link.published for link in links) == any(link.published for link in once)


@given(st.text(st.characters(), max_size=20))
def test_a_title_can_be_written_down_and_a_sound_one_is_left(title: str) -> None:
    kept = storable(Link("https://quay.example/1", "article", title)).title

    assert kept is not None
    kept.encode("utf-8")
    if title.isprintable() and title == title.encode("utf-8", "replace").decode():
        assert kept == title


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/a?b=1&amp;c=2", "/a?b=1&c=2"),
        ("/a?b=1&c=2", "/a?b=1&c=2"),
        ("/a?b=1&amp;amp;amp;c=2", "/a?b=1&c=2"),
        ("/a?x=1&lt=2&gt=3", "/a?x=1&lt=2&gt=3"),
        ("/caf&eacute;", "/café"),
        ("/caf&#233;", "/café"),
        ("/caf&#xE9;", "/café"),
        ("/a?x=&unknown;", "/a?x=&unknown;"),
        ("/a?x=&#99999999999;", "/a?x=&#99999999999;"),
    ],
)
def test_an_address_is_unescaped_as_far_as_it_was_escaped(written: str, meant: str) -> None:
    assert unescaped(written) == meant


def test_what_is_said_of_an_address_by_a_profile_goes_before_its_looks() -> None:
    by_looks = Origin("https://quay.example/")
    by_profile = by_looks._replace(article_url=r"^/s/\d+$", list_url=r"^/l/")
    dated, short, listed = (
        f"https://quay.example{path}"
        for path in ("/2026/02/05/ferry-is-back.html", "/s/1", "/l/2")
    )

    assert [by_looks.kind_of(url) for url in (dated, short, listed)] == ["article", None, None]
    assert [by_profile.kind_of(url) for url in (dated, short, listed)] == [None, "article", "page"]


def test_a_link_is_resolved_against_its_base_and_leads_to_the_web_or_nowhere() -> None:
    origin = Origin("https://quay.example/news/")

    assert origin.address("1.html") == "https://quay.example/news/1.html"
    assert origin.address("1.html", "https://quay.example/") == "https://quay.example/1.html"
    assert [origin.address(href) for href in ("mailto:a@quay.example", "javascript:void(0)")] == [
        None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["", "ftp://quay.example/1", "quay", "http://", "data:,x"])
def test_what_is_never_fetched_is_not_written_down(url: str) -> None:
    assert found_at(url) is None


def test_a_link_goes_into_json_and_back() -> None:
    link = Link("https://quay.example/1", "article", "Ferry", "2026-02-05")

    assert Link(*json.loads(json.dumps(link))) == link
