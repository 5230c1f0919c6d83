"""Whom a robots.txt speaks to and what it forbids: the cases of the standard, and at random."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from crawler.frontier.robots import MAX_ROBOTS, product, rules_of

SITE = "https://a.example"
PRIVATE = "User-agent: *\nDisallow: /private/\n"

GROUPS = {  # name: (robots.txt, whether /private/ and /news/ may be asked for)
    "none": ("", True, True),
    "everybody": (PRIVATE, False, True),
    "a prefix of ours is another": (f"User-agent: crawl\nDisallow:\n\n{PRIVATE}", False, True),
    "so is a letter": (f"User-agent: c\nDisallow: /\n\n{PRIVATE}", False, True),
    "and what ours is a prefix of": (
        f"User-agent: crawlerbot\nDisallow: /\n\n{PRIVATE}",
        False,
        True,
    ),
    "and what ends in ours": (f"User-agent: news-crawler\nDisallow: /\n\n{PRIVATE}", False, True),
    "ours with a version": ("User-agent: crawler/1.0\nDisallow: /private/", False, True),
    "ours with a remark": ("User-agent: crawler (news)\nDisallow: /private/", False, True),
    "ours takes the place of all": (
        "User-agent: crawler\nAllow: /\n\nUser-agent: *\nDisallow: /",
        True,
        True,
    ),
    "ours in two groups": (
        "User-agent: CRAWLER\nDisallow: /private/\n\nUser-agent: Crawler\nDisallow: /news/\n\n",
        False,
        False,
    ),
    "ours without a rule": (f"{PRIVATE}\nUser-agent: crawler\n", True, True),
    "ours among many": (
        "User-agent: a\nUser-agent: crawler\n\nUser-agent: b\nDisallow: /news/",
        True,
        False,
    ),
    "a rule before any name": ("Disallow: /private/\nUser-agent: b\nDisallow: /", True, True),
    "a sitemap ends no names": (
        "User-agent: crawler\nSitemap: /s.xml\nUser-agent: b\nDisallow: /private/",
        False,
        True,
    ),
    "nor does an unknown line": (
        "User-agent: crawler\nNoindex: /x\nUser-agent: b\nDisallow: /private/",
        False,
        True,
    ),
    "CR alone": (PRIVATE.replace("\n", "\r"), False, True),
    "CR and LF": (PRIVATE.replace("\n", "\r\n"), False, True),
    "a mark": (f"\ufeff{PRIVATE}", False, True),
    "white space and remarks": (
        "  user-AGENT :\t* # all\n  DISALLOW :  /private/  # x\n#Disallow: /news",
        False,
        True,
    ),
    "a name misspelled": ("useragent: *\ndissalow: /private/", False, True),
    "no colon": ("User-agent *\nDisallow /private/", False, True),
    "a star with a remark behind": ("User-agent: * all of you\nDisallow: /private/", False, True),
    "a star within a name is none": ("User-agent: *bot\nDisallow: /private/", True, True),
    "a page": ("<html><p>Disallow: everything, we said</p></html>", True, True),
}


@pytest.mark.parametrize(("robots", "private", "news"), GROUPS.values(), ids=GROUPS)
def test_the_groups_that_name_us_decide_or_else_those_for_everybody(
    robots: str,
    private: bool,  # noqa: FBT001 a column of the table
    news: bool,  # noqa: FBT001
) -> None:
    rules = rules_of(robots.encode(), "crawler")

    assert (rules.allow(f"{SITE}/private/1"), rules.allow(f"{SITE}/news/1")) == (private, news)


PATTERNS = {  # pattern or rules: (what they fit, what they do not)
    "/": ("/ /a /?q", "/robots.txt"),
    "": ("", "/ /a"),
    "/fish": ("/fish /fish.html /fish/salmon.html /fishheads /fish.php?id=1",
              "/Fish.asp /catfish /?id=fish"),
    "/fish*": ("/fish /fish.html /fishheads/yummy.html", "/Fish.asp /catfish"),
    "/fish/": ("/fish/ /fish/?id=1 /fish/salmon.htm", "/fish /fish.html"),
    "/*.php": ("/index.php /filename.php /folder/any.php?parameters /any.php5/", "/ /windows.PHP"),
    "/*.php$": ("/filename.php /folder/filename.php /a.php.php",
                "/filename.php?parameters /filename.php/ /filename.php5"),
    "/fish*.php": ("/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP /fish.asp"),
    "/$": ("/", "/a /?a"),
    "/a$b": ("/a$b /a%24b/c", "/a /ab"),
    "/a%2Ab": ("/a*b /a%2Ab", "/axb"),
    "/*/*/x": ("/a/b/x //b/x", "/a/x"),
    "/ab*ab$": ("/abab /ab/ab", "/ab /aba"),
    "/a**b": ("/ab /a1b", "/a"),
    "*": ("/ /a", ""),
    "*.gif$": ("/a.gif", "/a.gif?b"),
    "/path/?q=a&b": ("/path/?q=a&b=c", "/path/?b&q=a"),
    "/%7Eme": ("/~me /%7eme /%7Eme/x", "/me"),
    "/%e6%b8%a1": ("/%E6%B8%A1 /渡", "/%E6"),
    "/渡口": ("/%e6%b8%a1%E5%8F%A3/1", "/%E6%B8%A1"),
    "/a%2Fb": ("/a%2fb", "/a/b"),
    "private": ("/private/1", "/a/private"),
    "https://a.example/x": ("/x/1", "/y"),
    "/b.html#top": ("/b.html", "/c.html"),
}  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_fits_the_beginning_of_paths(pattern: str) -> None:
    fits, fits_not = (paths.split() for paths in PATTERNS[pattern])

    rules = rules_of(f"User-agent: *\nDisallow: {pattern}".encode(), "crawler")

    assert [path for path in fits if rules.allow(SITE + path)] == []
    assert [path for path in fits_not if not rules.allow(SITE + path)] == []


PRECEDENCE = {  # rules: (allowed, forbidden)
    "A /p D /": ("/page", "/x"),
    "D /x/page.html A /x/": ("/x/", "/x/page.html"),
    "A /x/page.html D /x/": ("/x/page.html", "/x/"),
    "D / A /": ("/ /x", ""),
    "D /x A /x/": ("/x/", "/x"),
    "A /page D /*.html": ("/page", "/page.html"),
    "A /x/page. D /*.html": ("/x/page.html", "/x/y.html"),
    "A /folder D /folder": ("/folder/page", ""),
    "A /$ D /": ("/", "/page.htm"),
    "D /*a A /ab": ("/ab", "/a"),
    "D /*ab A /ab": ("", "/ab"),
}


@pytest.mark.parametrize("rules", PRECEDENCE)
def test_the_longest_pattern_decides_and_of_two_the_one_that_allows(rules: str) -> None:
    words = iter(rules.split())
    names = {"A": "Allow", "D": "Disallow"}
    lines = [f"{names[word]}: {next(words)}" for word in words]

    read = rules_of("\n".join(["User-agent: *", *lines]).encode(), "crawler")

    for allowed, paths in zip((True, False), PRECEDENCE[rules], strict=True):
        assert [path for path in paths.split() if read.allow(SITE + path) is not allowed] == []


def test_the_groups_of_the_standard_are_told_apart() -> None:
    robots = b"""allow: /foo/bar/

user-agent: FooBot
disallow: /
allow: /x/
user-agent: BarBot
disallow: /
allow: /y/


allow: /w/
user-agent: BazBot

user-agent: FooBot
allow: /z/
disallow: /
"""
    allowed = {
        agent: [path for path in "xyzw" if rules_of(robots, agent).allow(f"{SITE}/{path}/b")]
        for agent in ("FooBot", "barbot", "BazBot", "quxbot")
    }

    assert allowed == {
        "FooBot": ["x", "z"],
        "barbot": ["y", "w"],
        "BazBot": ["z"],
        "quxbot": [*"xyzw"],
    }


def test_the_longest_delay_that_is_a_number_counts_and_only_to_whom_it_is_said() -> None:
    robots = b"""User-agent: slurp
Crawl-delay: 30
User-agent: crawler
Disallow: /x
Crawl-delay: 2.5
Crawl-delay: 1
Crawl-delay: nan
Crawl-delay: 1e999
Crawl-delay: -4
Crawl-delay: soon"""

    assert rules_of(robots, "crawler").crawl_delay == 2.5
    assert rules_of(robots, "slurp").crawl_delay == 30
    assert rules_of(robots, "other").crawl_delay is None


def test_sitemaps_are_named_anywhere_and_to_everybody() -> None:
    robots = (
        "Sitemap: /a.xml\nUser-agent: b\nSITE-MAP : /b.xml\n# Sitemap: /c.xml\rSitemap /渡.xml"
    )

    assert rules_of(robots.encode(), "crawler").sitemaps == ("/a.xml", "/b.xml", "/渡.xml")


def test_what_lies_beyond_the_limit_is_not_read_nor_the_line_that_it_cuts() -> None:
    filling = b"#" * (MAX_ROBOTS - 30)

    rules = rules_of(b"%s\nUser-agent: *\nDisallow: /x/private" % filling, "crawler")

    assert rules.plain == {}


def test_a_robots_txt_in_utf_16_is_read() -> None:
    assert not rules_of(PRIVATE.encode("utf-16"), "crawler").allow(f"{SITE}/private/")


def test_only_the_rules_that_may_be_ours_are_kept() -> None:
    agents = "".join(f"User-agent: robot{n}\n" for n in range(300))
    rules = "".join(f"Disallow: /{n}/\n" for n in range(300))

    read = rules_of(f"{agents}{rules}User-agent: crawler\nDisallow: /private/".encode(), "crawler")

    assert read.plain == {"/private/": False}


@pytest.mark.parametrize(
    ("agent", "token"),
    [("crawler/0.1 (+a@b.example)", "crawler"), ("Mozilla/5.0", "Mozilla"),
     ("my-news_bot 2", "my-news_bot"), (" x/1", "x"), ("7", "7")],
)  # fmt: skip
def test_the_first_word_of_an_agent_is_its_product_token(agent: str, token: str) -> None:
    assert product(agent) == token


def slowly(lines: list[tuple[str, str]], path: str) -> bool:
    """Return whether a path is allowed, by a regular expression for each rule."""
    best = (0, True)
    for field, pattern in lines:
        body = re.escape(pattern.removesuffix("$")).replace(r"\*", ".*")
        end = "$" if pattern.endswith("$") else ""
        if pattern and re.match(body + end, path):
            best = max(best, (len(pattern), field == "Allow"))
    return best[1]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["Allow", "Disallow"]),
        st.from_regex(r"/[ab/*]{0,6}\$?|\*[ab]{1,3}", fullmatch=True),
    ),
    max_size=6,
)


@given(lines=LINES, path=st.from_regex(r"/[ab/]{0,8}(?:\?[ab]{0,3})?", fullmatch=True))
def test_random_rules_decide_as_plain_expressions_do(
    lines: list[tuple[str, str]], path: str
) -> None:
    robots = "\n".join(["User-agent: *", *(f"{field}: {value}" for field, value in lines)])

    assert rules_of(robots.encode(), "crawler").allow(SITE + path) is slowly(lines, path)


@given(lines=LINES, path=st.from_regex(r"/[ab/]{0,8}", fullmatch=True))
def test_random_rules_of_one_group_decide_as_protego_does(
    lines: list[tuple[str, str]], path: str
) -> None:
    # Protego counts a star before the end of a pattern as nothing.
    lines = [(field, value) for field, value in lines if not re.search(r"\*\$?$|\*\*", value)]
    robots = "\n".join(["User-agent: *", *(f"{field}: {value}" for field, value in lines)])

    wanted = Protego.parse(robots).can_fetch(SITE + path, "crawler")

    assert rules_of(robots.encode(), "crawler").allow(SITE + path) is wanted


@given(body=st.binary(max_size=300), path=st.text(max_size=20))
def test_no_bytes_make_it_fail(body: bytes, path: str) -> None:
    robots = b"User-agent: *\nDisallow: " + body

    rules = rules_of(robots, "crawler")

    assert rules.allow(f"{SITE}/{path}") in {True, False}
    assert unquote_to_bytes("".join(rules.plain)) is not None
