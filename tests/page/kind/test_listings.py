"""Pages that list others, as whole sites print them, and articles that look a little like them."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Article, Capture, NotAnArticle
from crawler.page.read import read

HEADS = (
    "Ferry returns to the old harbour after eleven months",
    "Bridge stays closed until autumn, says the road office",
    "School wins the chess championship for the third time",
    "Council votes on the price of parking at the quay",
    "Nine trees felled in the park after the storm of May",
    "The last lamp maker of the island shuts his workshop",
    "Divers count more seals in the bay than ever before",
    "Museum shows the maps of a captain nobody remembers",
)
TEASER = "Forty people stood in the rain on Tuesday to see her tie up, and the council paid twice as much as it had planned for the repairs."
PROSE = "Our town has had a harbour since the Middle Ages, and its paper since the year in which the first steamer came in from the sea."
MENU = "<header><a href='/'>Harbour News</a><nav><a href='/news'>News</a> <a href='/sport'>Sport</a></nav></header>"
FOOT = "<footer><p>© 2024 Harbour News. All rights reserved.</p></footer>"


def page(body: str, path: str, title: str, head: str = "") -> Capture:
    html = f"<html lang=en><head><title>{title}</title>{head}</head><body>{MENU}{body}{FOOT}</body></html>"
    return Capture(
        url=f"https://news.example{path}",
        fetched_at=datetime(2024, 5, 8, tzinfo=UTC),
        body=html.encode(),
    )


def each(item: str, times: int = 1) -> str:
    rows = enumerate(HEADS * times)
    return "".join(item.format(n=n, head=head, teaser=f"{n}: {TEASER}") for n, head in rows)


HERO = f"<section class=hero><a href='/2024/05/08/ferry'><img src=f.jpg><h2>{HEADS[0]}</h2></a><p>{TEASER} {TEASER}</p></section>"
CARD = "<article><a href='/2024/05/{n}/story'><h3>{head}</h3></a><p>{teaser}</p><time>8 May 2024</time></article>"
PRODUCT = "<li class=product><a href='/p/{n}'><img src={n}.jpg><span class=name>{head}</span></a> <span class=price>€ {n}9.90</span></li>"
SORT = "<form><select name=orderby><option>Price</option></select></form><div class=filters><a class=filter href='?size=1'>Small</a></div>"
EPISODE = "<div class=episode><a href='/shows/quay/{n}'><h2>{head}</h2></a><p>{teaser}</p><p>{teaser}</p></div>"
SCRIPT = (
    "<script>shelf({products: ["
    + ", ".join(
        f'{{"name": "{head}", "was": "$ {n}9", "now": "$ {n}5"}}' for n, head in enumerate(HEADS)
    )
    + "]})</script>"
)
PARTS = "".join(f"<div class='product-tile' data-price='{n}'></div>" for n in range(12))
LISTS = {
    "front page of a paper": page(HERO + f"<main>{each(CARD, 2)}</main>", "/", "Harbour News"),
    "front page without a teaser": page(f"<main>{each('<h3><a href=/{n}>{head}</a></h3>', 2)}</main>", "/", "Harbour News"),
    "front page of a blog": page(each("<div class=post><h2><a href='/{n}'>{head}</a></h2><p>{teaser}</p><p>{teaser}</p><p><a href='/{n}'>Read more</a></p></div>"), "/", "The quay | a blog"),
    "front page called an article": page(HERO + each(CARD, 2), "/", "Harbour News", "<meta property='og:type' content='article'>"),
    "section that is dated": page(f"<h1>Sport</h1><p>{PROSE}</p>{each(CARD, 2)}", "/sport", "Sport - Harbour News"),
    "shelf of a shop": page(f"<h1>Lamps</h1>{SORT}<ul>{each(PRODUCT, 3)}</ul><p>{PROSE}</p>", "/collections/lamps", "Lamps"),
    "shelf with advice under it": page(f"<h1>Lamps</h1>{SORT}<ul>{each(PRODUCT, 3)}</ul><h2>Which lamp?</h2><p>{PROSE}</p><p>{TEASER}</p>", "/shop/lamps", "Lamps"),
    "forum": page(f"<h1>Boats</h1><table>{each('<tr><td><a href=/t/{n}>{head}</a></td><td>{n} replies</td><td>by Nora</td></tr>', 2)}</table>", "/forum/boats", "Boats - Forum"),
    "what a search found": page(f"<h1>Search: ferry</h1><p>24 results</p>{each('<div><a href=/2024/{n}>{head}</a><p>{teaser}</p></div>')}", "/search?q=ferry", "Search"),
    "shelf that a script fills": page(f"<h1>Lamps</h1>{PARTS}<p>{PROSE}</p><p>{TEASER}</p>{SCRIPT}", "/browse/lamps", "Lamps | Harbour Shop"),
    "bare prices": page("<h1>Lamps</h1>" + "".join(f"<div>Lamp {n}</div><div>€{n}9.90</div>" for n in range(8)), "/lamps", "Lamps"),
    "dated list of episodes": page(f"<h1>The quay</h1>{each(EPISODE, 2)}", "/shows/quay", "The quay", "<meta property='article:published_time' content='2024-05-08T09:00:00Z'>"),
    "topic with a word on it above": page(f"<h1>Ferries</h1>{each('<div><a href=/n/{n}>{head}</a></div>', 2)}<p>{PROSE}</p><p>{TEASER}</p>", "/topics/ferries", "Ferries"),
    "front page behind the address of a story": page(each(CARD, 8), "/~r/harbour/~3/k8dJ5xnwYw/", HEADS[0], '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "CollectionPage"}</script><meta property="article:published_time" content="2024-05-08T09:00:00Z">'),
    "archive by its template": page(f"<h1>Boats</h1>{each('<div><h2><a href=/{n}>{head}</a></h2><p>{teaser}</p></div>')}", "/boats", "Boats", "</head><body class='archive category'>"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_lists_others_is_no_article(name: str) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(LISTS[name])

    assert verdict.value.reason == "list-page"
    assert 0.7 < verdict.value.confidence <= 1


STORY = "".join(f"<p>{n}. {text}</p>" for n, text in enumerate((TEASER, PROSE) * 3))
SECTIONS = "".join(f"<h2>{head}</h2><p>{TEASER}</p><p>{PROSE}</p>" for head in HEADS[:4])
BUY = "<p>The lamp costs € 49.90, the oil € 3.20 a litre and the wick $ 1.</p>"
STORIES = {
    "with as many teasers under it": page(f"<h1>{HEADS[0]}</h1>{STORY}<div>{each(CARD, 2)}</div>", "/2024/05/08/ferry", HEADS[0]),
    "at the address of a front page": page(f"<h1>{HEADS[0]}</h1>{STORY}", "/", HEADS[0]),
    "in the folder of a topic": page(f"<h1>{HEADS[0]}</h1>{STORY}", "/topics/ferry-returns-to-the-old-harbour", HEADS[0]),
    "of parts with headings": page(f"<h1>{HEADS[1]}</h1>{SECTIONS}", "/news/bridge", HEADS[1]),
    "about prices": page(f"<h1>{HEADS[3]}</h1>{BUY * 3}{STORY}", "/news/price", HEADS[3]),
    "with a shop beside it": page(f"<h1>{HEADS[0]}</h1>{STORY}<ul>{each(PRODUCT)}</ul>", "/2024/05/08/ferry", HEADS[0]),
    "of two sentences": page(f"<h1>{HEADS[1]}</h1><p>{TEASER}</p><p>{PROSE}</p>", "/news/bridge", HEADS[1]),
    "with a basket in its menu": page(f"<div class=basket data-cart=1>0</div><h1>{HEADS[0]}</h1>{STORY}{SCRIPT}", "/2024/05/08/ferry", HEADS[0]),
    "with four others named above it": page(f"<h1>{HEADS[0]}</h1>" + "".join(f"<div><a href='/n/{n}'>{head}</a></div>" for n, head in enumerate(HEADS[:4])) + STORY, "/2024/05/08/ferry", HEADS[0]),
    "of a department, and what it has published": page(f"<h1>The department of harbours and of what swims in them</h1>{STORY}{each('<div><h3><a href=/n/{n}>{head}</a></h3><p>{teaser}</p></div>', 3)}", "/en/research/harbours", "Harbours"),
    "with a round-up of linked parts": page(f"<h1>{HEADS[4]}</h1><p>{PROSE}</p>" + each("<h2><a href='/n/{n}'>{head}</a></h2><p>{teaser}</p><p>{teaser}</p>"), "/news/2024/may/nine-trees", HEADS[4], "<meta property='article:published_time' content='2024-05-08T09:00:00Z'>"),
    "that says little of itself": page(f"<h1>Lamps</h1>{STORY}", "/lamps", "Lamps"),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_a_story_that_looks_like_a_list_is_one(name: str) -> None:
    article: Article = read(STORIES[name])

    assert article.headline
    assert len(article.article_body) >= 2
