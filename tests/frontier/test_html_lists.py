"""What a page of HTML leads to, and nowhere else."""

from __future__ import annotations

import pytest

from crawler.frontier.sources import links
from tests.frontier.listed import SITE, listed

LIST_PAGE = """<html><head><link rel=alternate type="application/rss+xml" href="/rss.xml"></head>
<body><div class="nav"><a href="/">首页</a> <a href="/news/yaowen/">要闻</a>
<a href="/user/login.html">登录</a></div>
<ul><li><a href="./2022/0205/1.html">渡口冬天过后恢复通航</a><span>2022-02-05</span></li>
<li><a href="/n/88" title="年久失修的灯塔今天重新点亮"><img src="a.jpg"></a>
<em>[2022-02-04 08:15]</em></li>
<li><a href="http://elsewhere.example/2022/0205/2.html">别的网站上的一篇新闻稿</a></li></ul>
<div class="page"><a href="index.html">1</a><a href="index_2.html">2</a>
<a href="index_3.html">下一页</a></div>
<div class="footer"><a href="/about/">关于我们</a><a href="/2019/icp.html">备案</a></div></body>"""


def test_a_list_page_leads_to_channels_articles_and_further_pages_and_nowhere_else() -> None:
    found = links(
        LIST_PAGE.encode("gb18030"), f"{SITE}/news/index.html", "text/html; charset=gb2312"
    )

    assert found.kind == "page"
    assert [link[:5] for link in found.links] == [
        (f"{SITE}/rss.xml", "feed", None, None, None),
        (f"{SITE}/", "page", "首页", None, None),
        (f"{SITE}/news/yaowen/", "page", "要闻", None, None),
        (f"{SITE}/news/2022/0205/1.html", "article", "渡口冬天过后恢复通航", "2022-02-05", None),
        (f"{SITE}/n/88", "article", "年久失修的灯塔今天重新点亮", "2022-02-04T08:15:00", None),
        (f"{SITE}/news/index_2.html", "page", "2", None, None),
        (f"{SITE}/news/index_3.html", "page", "下一页", None, None),
    ]


def test_the_patterns_of_a_profile_decide_alone() -> None:
    found = links(
        LIST_PAGE.encode(), f"{SITE}/news/", article_url=r"^/n/\d+$", list_url=r"/index_\d+\.html$"
    )

    paths = [(link.kind, link.url[len(SITE) :]) for link in found.links if link.kind != "feed"]
    assert paths == [
        ("article", "/n/88"),
        ("page", "/news/index_2.html"),
        ("page", "/news/index_3.html"),
    ]


TRAPS = [
    "/calendar/2031/7", "/search?q=ferry", "/tag/ferry/", "/user/login", "/a.pdf", "/print/7",
    "/wiki/Special:RecentChanges", "/wiki/Spezial:Letzte_%C3%84nderungen", "/wiki/User:Ann",
    "/index.php?title=Ferry&diff=prev&oldid=7", "/index.php?title=Talk:Ferry",
    "/w/index.php?title=Ferry&action=history", "/memberlist.php?mode=viewprofile&u=7",
    "/posting.php?mode=reply&t=7",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAPS)
def test_a_trap_is_not_followed_though_it_stands_in_the_navigation(path: str) -> None:
    assert listed(f"<html><nav><a href='{path}'>Look here</a></nav></html>") == []


@pytest.mark.parametrize(
    "path", ["/wiki/The_ferry_is_back", "/wiki/Ferry:_A_Life", "/viewtopic.php?t=7"]
)
def test_what_a_wiki_or_a_forum_holds_is_followed(path: str) -> None:
    page = f"<html><ul><li><a href='{path}'>The ferry is back at its berth</a></li></ul></html>"

    assert listed(page) == [("article", path)]


DOORS = {
    "a script": "<script>window.location.href = '/news/';</script>",
    "a script that replaces": "<script>setTimeout(() => {location.replace('/news/')})</script>",
    "a script for the top": '<script>top.location="/news/"</script><a href="/news/">Go</a>',
    "a script in a template": "<script>self.location.href=`/news/`;</script>",
    "a picture": "<a href='/news/'><img src='welcome.jpg'></a>",
    "a word": "<script>var s = 1;</script><a href='/news/'>Enter</a>",
    "a frame within": "<iframe src='/news/'></iframe>",
    "a refresh": "<meta http-equiv=refresh content='0;url=/news/'>",
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_page_that_is_only_a_door_leads_to_what_is_behind_it(door: str) -> None:
    assert ("page", "/news/") in listed(f"<html><body>{door}</body></html>")


NO_DOORS = {
    "an address that a script makes": "<script>location.href=`/news/${n}`</script>",
    "a login": "<a href='/login'>Enter</a>",
    "a link that nobody sees": "<a href='/news/'></a>",
    "a picture below a story": (
        f"<p>{'The ferry is back at last. ' * 20}</p><a href='/news/'><img src='a.jpg'></a>"
    ),
}


@pytest.mark.parametrize("page", NO_DOORS.values(), ids=NO_DOORS)
def test_what_is_no_door_leads_nowhere(page: str) -> None:
    assert listed(f"<html><body>{page}</body></html>") == []


def test_frames_within_frames_are_followed() -> None:
    assert listed("<frameset><frame src='/news/'></frameset>") == [("page", "/news/")]


def test_a_script_on_a_page_with_links_of_its_own_sends_nobody_on() -> None:
    links = "".join(f"<a href='/2022/0205/{n}.html'>A ferry is back at last</a>" for n in range(5))
    page = f"<html>{links}<script>if (old) location.href = '/old/';</script></html>"

    assert ("page", "/old/") not in listed(page)


def test_a_piece_of_html_is_read_as_the_list_it_belongs_to() -> None:
    assert listed("<li><a href='/2022/0205/7.html'>A ferry is back</a></li>", "/more?page=2") == [
        ("article", "/2022/0205/7.html")
    ]


def test_one_address_in_two_spellings_is_listed_once_with_the_least_on_it() -> None:
    page = (
        '<a href="/2024/05/08/7.html?utm_source=top"><img alt="A picture"></a>'
        '<a href="/2024/05/08/7.html">The ferry is back at last</a>'
        '<a href="/2024/05/08/8.html?b=2&amp;a=1">The bridge is open at last</a>'
    )

    assert listed(page) == [
        ("article", "/2024/05/08/7.html"),
        ("article", "/2024/05/08/8.html?b=2&a=1"),
    ]
