"""Pages that are no article say so, by a stable word; articles are never taken for one of them."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.model import Capture, NotAnArticle
from crawler.page.read import read
from tests.page.kind.kinds import BRIEFS, LISTS, REFUSALS
from tests.page.kind.stories import STORY, capture

if TYPE_CHECKING:
    from collections.abc import Callable

LINKS = "".join(
    f"<li><a href='/2026/{n}.html'>The council votes on the harbour wall, part {n}</a></li>"
    for n in range(40)
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
        capture(f"<title>Coming soon | Harbour Times</title><h1>Coming soon</h1>{STORY}"),
        capture(f"<title>验证码骗局</title><h1>验证码骗局</h1>{STORY}"),
        capture(
            "<title>Ferry back</title><h1>Ferry back</h1><p>The ferry sails again from noon today.</p>"
        ),
    ],
)
def test_an_article_is_never_taken_for_something_else(page: Capture) -> None:
    assert read(page).article_body


def bare(language: str, title: str, text: str) -> Capture:
    """Return a page of a title and a sentence."""
    menu = "<nav><a href='/'>A</a> <a href='/b'>B</a></nav>"
    return capture(
        f"<html lang={language}><head><title>{title}</title></head><body>{menu}<div class='msg'><p>{text}</p></div></body></html>"
    )


def dressed(language: str, title: str, text: str) -> Capture:
    """Return the same within what a site puts on every page: a menu, what others read."""
    heads = [f"{title[:6]} {text[:24]} {n}" for n in range(12)]
    menu = "".join(f"<li><a href='/{n}/'>{head[:8]}</a></li>" for n, head in enumerate(heads))
    most = "".join(f"<li><a href='/2026/{n}.html'>{head}</a></li>" for n, head in enumerate(heads))
    first = title.split(" - ", maxsplit=1)[0].split(" | ", maxsplit=1)[0]
    return capture(
        f"<html lang={language}><head><title>{title}</title></head><body><header><nav><ul>{menu}</ul></nav></header>"
        f"<main><h1>{first}</h1><div class='content'><p>{text}</p></div></main>"
        f"<aside class='most-read'><ul>{most}</ul></aside><footer><p>© 2026 Harbour Media Ltd. All rights reserved.</p></footer></body></html>"
    )


@pytest.mark.parametrize("page", [bare, dressed])
@pytest.mark.parametrize(
    ("reason", "language", "title", "text"),
    [(reason, *row) for reason, rows in REFUSALS.items() for row in rows],
)
def test_a_refusal_is_known_in_its_language(
    reason: str, language: str, title: str, text: str, page: Callable[[str, str, str], Capture]
) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(page(language, title, text))

    assert verdict.value.reason == reason
    assert verdict.value.confidence >= 0.7


@pytest.mark.parametrize(
    ("title", "text"), [row[1:] for rows in REFUSALS.values() for row in rows]
)
def test_a_story_about_a_refusal_is_a_story(title: str, text: str) -> None:
    page = capture(f"<title>{title}</title><h1>The harbour wall</h1>{STORY}<p>{text}</p>")

    assert read(page).article_body


@pytest.mark.parametrize("path", ["/x/page.html", "/x/404.html"])
@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize(("language", "title", "text"), BRIEFS)
def test_a_brief_in_the_words_of_a_refusal_is_a_story(
    language: str, title: str, text: str, many: int, path: str
) -> None:
    page = f"<html lang={language}><title>{title} | Harbour Times</title><body><nav><a href='/'>A</a></nav><h1>{title}</h1><div class='story'>{f'<p>{text}</p>' * many}</div></body></html>"

    assert read(capture(page, path)).article_body


MARKED = (
    ("error-page", capture(f"<html class=no-js><body class='error404 wp'><div><p>Gaa hjem.</p></div><ul>{LINKS}</ul></body></html>")),
    ("error-page", capture(f"<body class='error404'><h1>Page not found</h1><p>{STORY}</p></body>")),
    ("error-page", capture("<p>Gaa hjem, her er der intet at se for nogen som helst.</p>", "/404.html")),
    ("captcha", capture("<title>Harbour Times</title><div class='g-recaptcha'></div><p>Gaa videre.</p>")),
    ("captcha", capture("<title>harbour.example</title><p>Gaa videre.</p><script src='https://geo.captcha-delivery.com/c.js'></script>")),
    ("captcha", capture("<title>harbour.example</title><script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>")),
)  # fmt: skip
"""Pages that say to machines what they are, whatever their language."""


@pytest.mark.parametrize(("reason", "page"), MARKED)
def test_a_refusal_is_known_by_its_marks(reason: str, page: Capture) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(page)

    assert verdict.value.reason == reason


@pytest.mark.parametrize(
    ("seconds", "target", "reason"),
    [("0", "/x/story.html", "sends-on"), ("3", "story.html", "sends-on"), ("900", "/x/story.html", None), ("0", "/x/page.html", None)],
)  # fmt: skip
def test_a_page_that_sends_on_at_once_is_no_story(
    seconds: str, target: str, reason: str | None
) -> None:
    head = (
        f"<title>Ferry returns</title><meta http-equiv='refresh' content='{seconds};url={target}'>"
    )
    text = "<h1>Ferry returns</h1><p>The ferry came back to its berth on Tuesday.</p>"
    page = capture(f"<head>{head}</head><body>{text}</body>")

    if reason is None:
        assert read(page).article_body
        return
    with pytest.raises(NotAnArticle) as verdict:
        read(page)

    assert verdict.value.reason == reason


def test_a_story_that_somebody_signed_may_quote_a_refusal() -> None:
    quote = "<p>“Sorry, the site is down for maintenance,” it said on Friday.</p>"
    signed = (
        "<p class=byline>By Marta Lindqvist</p><time datetime='2026-02-04'>4 February 2026</time>"
    )

    assert read(capture(f"<h1>The site of the ferry</h1>{signed}{quote}")).article_body


def test_what_a_program_was_sent_is_no_story() -> None:
    page = capture(json.dumps({"title": "Ferry returns", "content": STORY}))

    with pytest.raises(NotAnArticle) as verdict:
        read(page)

    assert verdict.value.reason == "data"


def test_a_form_that_asks_for_humans_below_a_story_leaves_it_a_story() -> None:
    comments = "<form id=comments><div class='g-recaptcha'></div></form><script src='https://www.google.com/recaptcha/api.js'></script>"
    page = capture(f"<title>The wall</title><h1>The wall</h1>{STORY}{comments}")

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


TEASER = (
    "<article><h2><a href='/2026/{n}.html'>{head}</a></h2><p>A. Berg</p><p>{teaser}</p></article>"
)
PAGES = {
    "found": ("/search?q=a", "<h1>{name}: a</h1><form><input name=q></form>{teasers}<div><a href='?p=2'>2</a> <a href='?p=3'>3</a></div>"),
    "author": ("/author/x", "<h1>{name}</h1><div><p>{teaser} {teaser}</p></div><ul>{links}</ul>"),
    "author and teasers": ("/author/x", "<h1>{name}</h1><div><p>{teaser} {teaser}</p></div>{teasers}"),
    "tag": ("/tag/x", "<h1>{name}</h1><p>{teaser}</p>{teasers}"),
    "tag called an article": ("/tag/x", "<meta property=og:type content=article><h1>{name}</h1>{teasers}"),
    "collection": ("/news/", "<script type='application/ld+json'>{{\"@type\": \"CollectionPage\"}}</script><h1>{name}</h1>{teasers}"),
    "front": ("/", "<section><h2><a href='/s/'>{name}</a></h2>{teasers}</section><section><ul>{links}</ul></section>"),
    "read more": ("/news/", "{labelled}"),
    "day": ("/2026/02/05/", "<h1>5.2.2026</h1><ul>{links}</ul>"),
}  # fmt: skip
"""Paths and pages that list stories: what was found, what an author wrote, what a day brought."""


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(("language", "title", "heads", "teaser"), LISTS)
def test_a_page_that_lists_stories_is_none(
    kind: str, language: str, title: str, heads: tuple[str, ...], teaser: str
) -> None:
    path, page = PAGES[kind]
    items = list(enumerate(heads * 3))
    body = page.format(
        name=title[:8],
        teaser=teaser,
        teasers="".join(TEASER.format(n=n, head=head, teaser=teaser) for n, head in items),
        links="".join(f"<li><a href='/x/{n}.html'>{head}</a> <time>2026-02-05</time></li>" for n, head in items),
        labelled="".join(f"<div><h3>{head}</h3><p>{teaser}</p><a href='/{n}.html'>{heads[0][:8]} →</a></div>" for n, head in items),
    )  # fmt: skip

    with pytest.raises(NotAnArticle) as verdict:
        read(
            capture(
                f"<html lang={language}><title>{title}</title><body>{body}</body></html>", path
            )
        )

    assert verdict.value.reason == "list-page"


@pytest.mark.parametrize("host", ["", "http://news.example"])
def test_a_round_up_that_links_to_other_sites_is_a_story(host: str) -> None:
    tips = "".join(
        f"<h2>A walk to the {n}th stone</h2><p>{n}: the path is short, the engineer says, and dry.</p><a href='http://walks.example/{n}'>Read more</a>"
        for n in range(8)
    )

    assert read(
        capture(f"<h1>The wall</h1><a href='{host}/'>Home</a><div>{tips}</div>")
    ).article_body


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


PORTAL = Path(__file__).parents[3] / "fixtures" / "portal"


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


CORPORA = Path(__file__).parents[4] / "shared" / "bench"


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
    "sv": "Innehållet är endast för prenumeranter.",
    "da": "Artiklen er kun for abonnenter.",
    "no": "For å lese hele saken må du ha abonnement. Bli abonnent og les videre.",
    "fi": "Juttu on vain tilaajille.",
    "cs": "Článek je pouze pro předplatitele.",
    "sk": "Článok je len pre predplatiteľov.",
    "hu": "Ez a cikk csak előfizetőknek elérhető.",
    "ro": "Articol disponibil doar pentru abonați.",
    "bg": "Съдържанието е само за абонати.",
    "hr": "Članak je dostupan samo za pretplatnike.",
    "sr": "Текст је доступан само за претплатнике.",
    "sl": "Članek je samo za naročnike.",
    "uk": "Матеріал доступний лише для передплатників.",
    "el": "Το άρθρο είναι διαθέσιμο μόνο για συνδρομητές.",
    "et": "Artikkel on ainult tellijatele.",
    "lv": "Raksts pieejams tikai abonentiem.",
    "lt": "Straipsnis skirtas tik prenumeratoriams.",
    "ca": "Contingut només per a subscriptors.",
    "it": "Abbonati per continuare a leggere.",
    "pt": "Conteúdo exclusivo para assinantes.",
    "vi": "Bài viết dành riêng cho hội viên.",
    "id": "Berlangganan untuk melanjutkan membaca.",
    "th": "เนื้อหานี้เฉพาะสมาชิกเท่านั้น",
    "hi": "यह लेख केवल सब्सक्राइबर के लिए है।",
    "fa": "این مطلب ویژه مشترکان است.",
    "he": "הכתבה למנויים בלבד",
    "bn": "এই লেখাটি শুধু গ্রাহকদের জন্য।",
    "ta": "இந்தக் கட்டுரை சந்தாதாரர்களுக்கு மட்டும்.",
    "ka": "სტატია მხოლოდ გამომწერთათვის.",
    "hy": "Հոդվածը միայն բաժանորդների համար է։",
    "zh-Hant": "本文為會員專享，訂閱後可閱讀全文。",
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_teaser_before_a_paywall_is_an_article_that_says_so(wall: str) -> None:
    page = f"<h1>The wall</h1>{STORY}<div class='box'><p>{wall}</p></div>"

    assert "paywalled" in read(capture(page)).provenance.flags


LIVE = {
    "en": "Ferry rescue: live updates", "de": "Liveticker: die Fähre", "fr": "EN DIRECT. Le bac est revenu", "es": "Minuto a minuto: el ferri",
    "pt": "Ao vivo: a balsa volta", "it": "Il traghetto, la diretta", "nl": "Liveblog: de pont", "sv": "Direktrapport: färjan",
    "fi": "Hetki hetkeltä: lautta", "pl": "Prom wrócił. Relacja na żywo", "cs": "Online přenos: trajekt", "hu": "Percről percre: a komp",
    "ru": "Паром вернулся: онлайн-трансляция", "uk": "Пором: наживо", "el": "Το φέρι λεπτό προς λεπτό", "tr": "Feribot: canlı anlatım",
    "id": "Siaran langsung: feri", "vi": "Trực tiếp: phà trở lại", "th": "รายงานสด: เรือเฟอร์รี่", "hi": "नौका लाइव अपडेट", "fa": "لحظه به لحظه با کشتی",
    "ar": "مباشر: عودة العبارة", "he": "דיווח חי: המעבורת", "zh": "轮渡恢复通航 现场直播", "ja": "連絡船再開 ライブ", "ko": "여객선 운항 재개 실시간",
}  # fmt: skip


@pytest.mark.parametrize("title", LIVE.values(), ids=LIVE)
def test_a_report_as_it_happens_says_so_and_its_title_alone_does_not(title: str) -> None:
    entries = "<p>10:15 The council meets, and the doors are open.</p><p>It is a long session, the clerk says, and it has begun.</p>"

    live = read(capture(f"<title>{title}</title><h1>{title}</h1><div>{entries * 5}</div>"))
    story = read(capture(f"<title>{title}</title><h1>{title}</h1><div>{STORY}</div>"))

    assert "live" in live.provenance.flags
    assert "live" not in story.provenance.flags


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
