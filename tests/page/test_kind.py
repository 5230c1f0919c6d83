"""Pages that are no article say so, by a stable word; articles are never taken for one of them."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture, NotAnArticle
from crawler.page.read import read

LINKS = "".join(
    f"<li><a href='/2026/{n}.html'>The council votes on the harbour wall, part {n}</a></li>"
    for n in range(40)
)
STORY = "".join(
    f"<p>The harbour wall is {n} years old, the engineer told the council, and it will not last.</p>"
    for n in range(40, 52)
)


def capture(html: str, path: str = "/x/page.html", status: int = 200) -> Capture:
    return Capture(
        url=f"http://news.example{path}",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=html.encode(),
        status=status,
    )


@pytest.mark.parametrize(
    ("reason", "page"),
    [
        ("empty-body", capture("")),
        ("empty-body", capture(" \n ")),
        ("no-text", capture("<html><body></body></html>")),
        ("frames", capture("<html><frameset cols='1,2'><frame src='a'><frame src='b'></frameset></html>")),
        ("error-page", capture("<title>404 Not Found</title><h1>404 Not Found</h1><p>Sorry.</p>")),
        ("error-page", capture("<title>页面不存在</title><h1>页面不存在</h1><p>您访问的页面已被删除。</p>")),
        ("error-page", capture("<title>Harbour Times</title><h1>Page not found</h1><p>It is gone, sorry.</p>")),
        ("error-page", capture("<p>It broke, and we are looking into it.</p>", status=503)),
        ("captcha", capture("<title>Just a moment...</title><p>Checking your browser before access.</p>")),
        ("captcha", capture("<title>安全验证</title><p>请完成下方验证后继续访问。</p>")),
        ("login-wall", capture("<title>用户登录</title><h1>用户登录</h1><form>账号</form>")),
        ("login-wall", capture("<title>Sign in</title><h1>Sign in</h1><p>Welcome back.</p>")),
        ("list-page", capture(f"<title>Harbour Times</title><ul>{LINKS}</ul>", "/")),
        ("list-page", capture(f"<title>Council news</title><h1>Council</h1><ul>{LINKS}</ul>", "/council/")),
    ],
)  # fmt: skip
def test_a_page_without_an_article_says_what_it_is(reason: str, page: Capture) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(page)

    assert verdict.value.reason == reason
    assert 0 < verdict.value.confidence <= 1


@pytest.mark.parametrize(
    "page",
    [
        capture(f"<title>404 fish counted in the harbour</title><h1>404 fish counted</h1>{STORY}"),
        capture(f"<title>Login data of thousands stolen</title><h1>Login data stolen</h1>{STORY}"),
        capture(f"<title>The wall</title><h1>The wall</h1>{STORY}<ul>{LINKS}</ul>"),
        capture(f"<title>The wall</title><h1>The wall</h1>{STORY}", "/"),
        capture(f"<title>验证码骗局</title><h1>验证码骗局</h1>{STORY}"),
        capture(
            "<title>Ferry back</title><h1>Ferry back</h1><p>The ferry sails again from noon today.</p>"
        ),
    ],
)
def test_an_article_is_never_taken_for_something_else(page: Capture) -> None:
    assert read(page).article_body


def test_a_teaser_before_a_paywall_is_an_article_that_says_so() -> None:
    page = f"<h1>The wall</h1>{STORY}<div class='box'><p>Subscribe to continue reading.</p></div>"

    assert "paywalled" in read(capture(page)).provenance.flags
