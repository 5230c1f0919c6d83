"""Pages that are no article say so, by a stable word; articles are never taken for one of them."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.model import Capture, NotAnArticle
from crawler.page.read import read
from tests.page.kinds import LISTS, REFUSALS

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


def refusal(language: str, title: str, text: str) -> Capture:
    menu = "<nav><a href='/'>A</a> <a href='/b'>B</a></nav>"
    return capture(
        f"<html lang={language}><head><title>{title}</title></head><body>{menu}<div class='msg'><p>{text}</p></div></body></html>"
    )


@pytest.mark.parametrize(
    ("reason", "language", "title", "text"),
    [(reason, *row) for reason, rows in REFUSALS.items() for row in rows],
)
def test_a_refusal_is_known_in_its_language(
    reason: str, language: str, title: str, text: str
) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(refusal(language, title, text))

    assert verdict.value.reason == reason
    assert verdict.value.confidence >= 0.7


@pytest.mark.parametrize(
    ("title", "text"), [row[1:] for rows in REFUSALS.values() for row in rows]
)
def test_a_story_about_a_refusal_is_a_story(title: str, text: str) -> None:
    page = capture(f"<title>{title}</title><h1>The harbour wall</h1>{STORY}<p>{text}</p>")

    assert read(page).article_body


ITEMS = {
    "links": "<li><a href='/{n}.html'>{head}</a></li>",
    "links and dates": "<li><a href='/{n}.html'>{head}</a> 2026-02-05</li>",
    "teasers": "<div><h3><a href='/{n}.html'>{head}</a></h3><p>{n}: {teaser}</p></div>",
    "cards": "<a href='/{n}.html'><div><img src=x.jpg><h2>{head}</h2><p>{n}: {teaser}</p></div></a>",
    "teasers with a link": "<div><a href='/{n}.html'><img src=x.jpg></a><h3><a href='/{n}.html'>{head}</a></h3><p>{n}: {teaser} <a href='/{n}.html'>»</a></p></div>",
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize(("language", "title", "heads", "teaser"), LISTS)
def test_a_list_of_stories_is_none(
    item: str, language: str, title: str, heads: tuple[str, ...], teaser: str
) -> None:
    items = "".join(item.format(n=n, head=head, teaser=teaser) for n, head in enumerate(heads * 2))
    page = f"<html lang={language}><title>{title}</title><body><div class='menu'><a href='/'>A</a></div><h1>{title[:8]}</h1><div class='list'>{items}</div></body></html>"

    with pytest.raises(NotAnArticle) as verdict:
        read(capture(page, "/council/"))

    assert verdict.value.reason == "list-page"


@pytest.mark.parametrize("item", [ITEMS["teasers"], ITEMS["cards"]])
@pytest.mark.parametrize(("language", "title", "heads", "teaser"), LISTS)
def test_a_story_above_a_list_is_a_story(
    item: str, language: str, title: str, heads: tuple[str, ...], teaser: str
) -> None:
    items = "".join(item.format(n=n, head=head, teaser=teaser) for n, head in enumerate(heads))
    story = "".join(f"<p>{n}. {teaser} {teaser[::-1]}</p>" for n in range(8))
    page = f"<html lang={language}><title>{title}</title><h1>{heads[0]}</h1><div>{story}</div><div class='list'>{items}</div></html>"

    assert len(read(capture(page, "/council/1.html")).article_body) >= 8


def test_a_story_whose_headings_lead_to_its_own_parts_is_no_list() -> None:
    parts = "".join(
        f"<h2><a href='#part{n}'>What the council says of part {n}</a></h2><p>{n} {STORY[3:90]}</p>"
        for n in range(8)
    )

    assert read(capture(f"<h1>The wall</h1><div>{parts}</div>")).article_body


PORTAL = Path(__file__).parents[2] / "fixtures" / "portal"


@pytest.mark.parametrize(
    "name",
    [
        str(path.relative_to(PORTAL))
        for path in sorted(PORTAL.rglob("index*.http"))
        if "gywm" not in str(path)
    ],
)
def test_no_list_of_the_portal_is_an_article(name: str) -> None:
    body = (PORTAL / name).read_bytes().partition(b"\r\n\r\n")[2]
    url = f"http://www.beiling.example/{name.removesuffix('.http').replace('@', '?')}"

    with pytest.raises(NotAnArticle) as verdict:
        read(Capture(url=url, fetched_at=datetime(2022, 2, 7, tzinfo=UTC), body=body))

    assert verdict.value.reason in {"list-page", "no-text"}


CORPORA = Path(__file__).parents[3] / "shared" / "bench"


@pytest.mark.skipif(not CORPORA.is_dir(), reason="needs the corpora in ../shared/bench")
@pytest.mark.parametrize("name", ["zh", "fundus"])
def test_no_story_of_the_corpora_is_called_something_else(name: str) -> None:
    lines = (CORPORA / name / "manifest.jsonl").read_text("utf-8").splitlines()
    wrong = []
    for line in lines[::4]:
        page = json.loads(line)
        html = gzip.decompress((CORPORA / name / page["html"]).read_bytes())
        url = page["url"] or "http://unknown.example/1.html"
        try:
            read(Capture(url=url, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), body=html))
        except NotAnArticle as verdict:
            wrong.append((page["id"], verdict.reason))

    assert wrong == []


@pytest.mark.parametrize(
    ("flag", "page"),
    [
        ("gallery", f"<h1>The wall of the harbour</h1><div><p>{STORY[3:90]}</p>{'<figure><img src=a.jpg><figcaption>A stone.</figcaption></figure>' * 6}</div>"),
        ("live", f"<title>Liveblog: the wall</title><h1>The wall</h1><div>{'<p>10:15 The council meets, and the doors are open to all.</p><p>It is a long session, the clerk says, and it has begun.</p>' * 5}</div>"),
        ("video", f"<title>The wall of the harbour</title><meta property='og:type' content='video.other'><h1>The wall of the harbour</h1><div><p>{STORY[3:90]}</p></div>"),
    ],
)  # fmt: skip
def test_what_a_story_is_made_of_is_said(flag: str, page: str) -> None:
    assert flag in read(capture(page)).provenance.flags
    assert flag not in read(capture(f"<h1>The wall</h1>{STORY}")).provenance.flags


WALLS = {
    "en": "Subscribe to continue reading.",
    "de": "Dieser Artikel ist exklusiv für Abonnenten.",
    "fr": "Article réservé aux abonnés.",
    "es": "Contenido exclusivo para suscriptores.",
    "nl": "Dit artikel is alleen voor abonnees.",
    "pl": "Artykuł tylko dla prenumeratorów.",
    "ru": "Материал доступен только для подписчиков.",
    "zh": "剩余80%，付费阅读全文。",
    "ja": "この記事は有料会員限定です。残り1200文字。",
    "ko": "이 기사는 유료회원 전용입니다.",
    "tr": "Bu içerik abonelere özel.",
    "ar": "هذا المحتوى للمشتركين فقط.",
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_teaser_before_a_paywall_is_an_article_that_says_so(wall: str) -> None:
    page = f"<h1>The wall</h1>{STORY}<div class='box'><p>{wall}</p></div>"

    assert "paywalled" in read(capture(page)).provenance.flags


SOLD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The wall of the harbour", "isAccessibleForFree": false}</script>',
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The wall of the harbour", "isAccessibleForFree": "False"}</script>',
    '<meta property="article:content_tier" content="locked">',
)


@pytest.mark.parametrize("stated", SOLD)
def test_the_beginning_of_a_story_that_is_sold_says_so_and_the_whole_does_not(stated: str) -> None:
    head = f"<head><title>The wall of the harbour</title>{stated}</head><h1>The wall of the harbour</h1>"

    beginning = read(capture(f"{head}<div>{STORY[:280]}</div>"))
    whole = read(capture(f"{head}<div>{STORY * 3}</div>"))

    assert "paywalled" in beginning.provenance.flags
    assert "paywalled" not in whole.provenance.flags
