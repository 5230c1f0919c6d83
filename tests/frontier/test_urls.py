"""One spelling per address, and which addresses belong together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.urls import (
    canonical,
    redirected,
    resolve,
    same_site,
    surt,
    twin_key,
)

BASE = "https://www.portal.example/news/yaowen/index.html#top"


LINKS = [  # as it stands on a page, as a browser asks for it
    ("HTTPS://WWW.Portal.Example:443/News", "https://www.portal.example/News"),
    ("http://portal.example", "http://portal.example/"),
    ("http://portal.example./a", "http://portal.example./a"),
    ("http://portal.example:8080/a", "http://portal.example:8080/a"),
    ("http://portal.example:080/a", "http://portal.example/a"),
    ("  http://portal.example/a\tb\nc  ", "http://portal.example/abc"),
    ("http:\\\\portal.example\\a\\b", "http://portal.example/a/b"),
    ("\\\\portal.example\\a", "https://portal.example/a"),
    ("///portal.example/a", "https://portal.example/a"),
    ("https:////portal.example/a", "https://portal.example/a"),
    ("https:a", "https://www.portal.example/news/yaowen/a"),
    ("https:/a", "https://www.portal.example/a"),
    ("http:a", "http://a/"),
    ("http://reader:secret@portal.example/", "http://portal.example/"),
    ("//reader@portal.example/a@b", "https://portal.example/a@b"),
    ("http://portal.example/a/./b/../c", "http://portal.example/a/c"),
    ("http://portal.example/a/%2E%2e/c/.", "http://portal.example/c/"),
    ("http://portal.example/../../a", "http://portal.example/a"),
    ("http://portal.example//a///b", "http://portal.example//a///b"),
    ("http://portal.example/%7Ea/%e4%b8%ad", "http://portal.example/%7Ea/%e4%b8%ad"),
    ("http://portal.example/要闻/1.html", "http://portal.example/%E8%A6%81%E9%97%BB/1.html"),
    ("http://portal.example/100%", "http://portal.example/100%"),
    ("http://例え.example/", "http://xn--r8jz45g.example/"),
    ("http://I❤NY.portal.example/", "http://xn--iny-4r6a.portal.example/"),
    ("http://☃.example/", "http://xn--n3h.example/"),
    ("http://xn--n3h.example/", "http://xn--n3h.example/"),
    ("http://-quay-.portal.example/", "http://-quay-.portal.example/"),
    ("http://portal.example/a#b?c", "http://portal.example/a"),
    ("http://portal.example/a?b=2&a=1&utm_source=x", "http://portal.example/a?b=2&a=1&utm_source=x"),
    ("http://portal.example/a?q=a b", "http://portal.example/a?q=a%20b"),
    ("http://portal.example/a;jsessionid=0AF3?id=7", "http://portal.example/a;jsessionid=0AF3?id=7"),
    ("http://portal.example/%3C%3C", "http://portal.example/%3C%3C"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://1².0.0.1/", "http://12.0.0.1/"),
    ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]/"),
    ("http://[::FFFF:127.0.0.1]:8080/", "http://[::ffff:7f00:1]:8080/"),
    ("http://portal.example/\ud83d", "http://portal.example/%EF%BF%BD"),
    ("index_2.html", "https://www.portal.example/news/yaowen/index_2.html"),
    ("../2022/1.html", "https://www.portal.example/news/2022/1.html"),
    ("//m.portal.example/1", "https://m.portal.example/1"),
    ("?page=2", "https://www.portal.example/news/yaowen/index.html?page=2"),
    ("", "https://www.portal.example/news/yaowen/index.html"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "asked"), LINKS)
def test_a_link_leads_where_a_browser_goes(written: str, asked: str) -> None:
    assert resolve(BASE, written) == asked
    assert resolve(None, asked) == asked


REFUSED = [
    "javascript:void(0)", "mailto:desk@portal.example", "tel:12345", "data:text/html,x", "ftp://a.example/",
    "file:///etc/passwd", "about:blank", "http://", "http://a b.example/", "http://a.example:99999/",
    "http://a.example:port/", "http://[::1/", "http://1.2.3.4.5/", "http://a..example/", "http://xn--/",
    "http://a.example/{{ url }}", "http://a.example/${path}", "http://a.example/<%= link %>",
    "http://a.example/[object Object]", "http://" + "a" * 64 + ".example/",
    "http://a.example/" + "a" * 2_100, "http://a.example" + "/a" * 21, "/" + "a" * 60_000,
]  # fmt: skip


@pytest.mark.parametrize("written", REFUSED)
def test_a_link_to_what_no_crawler_should_fetch_leads_nowhere(written: str) -> None:
    assert resolve(BASE, written) is None


LOCATIONS = [
    (b"/2", "https://a.example/2"),
    (b"2?utm_source=x#top", "https://a.example/x/2?utm_source=x"),
    (b"//b.example/2", "https://b.example/2"),
    (b"http://reader:secret@b.example/2", "http://b.example/2"),
    (b"/\xb6\xc9?q=\xb6", "https://a.example/%B6%C9?q=%B6"),
    ("//例え.example/渡".encode(), "https://xn--r8jz45g.example/%E6%B8%A1"),
    (b"/" + b"a" * 60_000, None),
    (b"mailto:desk@a.example", None),
]


@pytest.mark.parametrize(("location", "asked"), LOCATIONS)
def test_a_redirect_goes_through_the_same_door(location: bytes, asked: str | None) -> None:
    assert redirected("https://a.example/x/1", location) == asked


SAME = [  # addresses that are compared as one
    ("http://portal.example./a", "http://portal.example/a"),
    ("http://portal.example:80/a", "http://portal.example/a"),
    ("http://portal.example//a///b", "http://portal.example/a/b"),
    ("http://portal.example/go/http://b.example/x", "http://portal.example/go/http://b.example/x"),
    ("http://portal.example/%7Ea/%e4%b8%ad", "http://portal.example/~a/%E4%B8%AD"),
    ("http://portal.example/%%34%31", "http://portal.example/A"),
    ("http://portal.example/a?", "http://portal.example/a"),
    ("http://portal.example/a?b=2&amp;a=1", "http://portal.example/a?a=1&b=2"),
    ("http://portal.example/a?utm_source=x&UTM_medium=y&id=7", "http://portal.example/a?id=7"),
    ("http://portal.example/a;jsessionid=0AF3.node1?id=7", "http://portal.example/a?id=7"),
    ("http://portal.example/a?PHPSESSID=0af3&id=7", "http://portal.example/a?id=7"),
    ("http://portal.example/a?sid=0123456789abcdef0123", "http://portal.example/a"),
    ("http://portal.example/a?sid=harbour", "http://portal.example/a?sid=harbour"),
    ("http://portal.example/a;v=1/b", "http://portal.example/a;v=1/b"),
    ("https://portal-example.cdn.ampproject.org/c/s/portal.example/a", "https://portal.example/a"),
    ("https://google.com/amp/s/www.google.de/amp/s/portal.example/a", "https://portal.example/a"),
    ("no address", "no address"),
    ("javascript:void(0)", "javascript:void(0)"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "key"), SAME)
def test_an_address_is_compared_by_what_it_shows(url: str, key: str) -> None:
    assert canonical(url) == key
    assert canonical(key) == key


APART = [
    ("http://portal.example/a", "http://portal.example/A"),
    ("http://portal.example/a?id=1", "http://portal.example/a?id=2"),
    ("http://portal.example/a?x=1&x=2", "http://portal.example/a?x=2&x=1"),
    ("http://portal.example/a", "http://portal.example/a/"),
    ("http://portal.example/a", "https://portal.example/a"),
    ("http://portal.example/%41%2F", "http://portal.example/A/"),
    ("http://portal.example/%2541", "http://portal.example/A"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_addresses_that_may_show_two_things_are_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


PIECES = st.sampled_from(
    r"""
    http:// https:// https: // / \ a.example www.google.com /amp/s/ x-y.cdn.ampproject.org /c/s/
    % %25 34 %2e . .. a A ? & = &amp; utm_source=1 sid=0123456789abcdef0 ; jsessionid=1 # @ u:p@
    :80 :443 : [::1] %7e %37 { | ' 渡 ☃ undefined xn-- 0x7f.1 。 ß
    """.split()
)


ANY_LINK = st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join)


ENCODINGS = st.sampled_from(["utf-8", "gbk", "iso-2022-jp", "big5", "klingon", "x-user-defined"])


@given(ANY_LINK, st.sampled_from([None, BASE, "garbage"]), ENCODINGS)
def test_resolving_never_raises_and_resolving_twice_is_resolving_once(
    link: str, base: str | None, encoding: str
) -> None:
    asked = resolve(base, link, encoding)

    if asked is not None:
        assert resolve(None, asked) == resolve(base, asked, encoding) == asked
        assert asked.isascii()


@given(ANY_LINK)
def test_every_string_has_one_key_which_is_its_own(link: str) -> None:
    assert canonical(canonical(link)) == canonical(link)


ONE_KEY = [
    ("http://www.portal.example/A/?b=2&a=1", "https://portal.example/a?a=1&b=2"),
    ("https://www2.portal.example/", "http://portal.example"),
]


@pytest.mark.parametrize(("a", "b"), ONE_KEY)
def test_addresses_that_an_archive_holds_for_one_have_one_key(a: str, b: str) -> None:
    assert surt(a) == surt(b)


TWINS = [
    "https://www.portal.example/news/7.html", "http://m.portal.example/news/7.html",
    "https://wap.portal.example/news/7.html", "https://amp.portal.example/news/7.html",
    "https://portal.example/amp/news/7.html", "https://portal.example/news/7.html?outputType=amp",
    "https://portal.example/news/7.amp.html", "https://portal.example/m/news/7.html",
]  # fmt: skip


STRANGERS = [
    "https://portal.example/news/8.html", "https://sport.portal.example/news/7.html",
    "https://portal.example/news/7.html?page=2", "https://m.example/news/7.html",
]  # fmt: skip


@pytest.mark.parametrize("url", TWINS)
def test_desktop_mobile_and_amp_pages_share_a_key(url: str) -> None:
    assert twin_key(url) == "example,portal)/news/7.html"


@pytest.mark.parametrize("url", STRANGERS)
def test_other_pages_keep_their_own(url: str) -> None:
    assert twin_key(url) != "example,portal)/news/7.html"


SITES = [
    ("https://news.portal.example/", "http://portal.example:8080/x", True),
    ("https://a.com.cn/", "https://b.com.cn/", False),
    ("https://news.city.gov.cn/", "https://www.city.gov.cn/", True),
    ("https://one.github.io/", "https://two.github.io/", False),
    ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", True),
    ("http://127.0.0.1/", "http://127.0.0.2/", False),
    ("http://[::1]:80/", "http://[::1]:81/", True),
    ("nonsense", "nonsense", False),
]


@pytest.mark.parametrize(("a", "b", "same"), SITES)
def test_a_site_is_a_registrable_domain(a: str, b: str, same: bool) -> None:  # noqa: FBT001
    assert same_site(a, b) is same
