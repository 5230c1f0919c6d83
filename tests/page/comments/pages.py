"""Stories with what readers wrote under them, in the notation of one system after another.

Every page of `SYSTEMS` holds the same three comments; the pages of `NONE` hold none, though they
look as if they did.
"""

from __future__ import annotations

import json
from typing import Any

URL = "https://courier.example/2026/02/05/ferry"
STORY = tuple(
    " ".join(lines.split())
    for lines in """
    The ferry that was laid up since the flood came back to Saltmarsh on Thursday morning, and
    half the town stood on the pier to see it come in.

    Its new engine was paid for by a levy on moorings, which the harbour board had asked for
    three times before the council agreed last spring.

    Four crossings a day are planned until Easter, and six after that, on the old tickets, said
    the harbour master, who learned to steer on it as a boy.
    """.strip().split("\n\n")
)
TEXTS = (
    "I was on the first crossing. The coffee is still awful, & I would not have it otherwise.",
    "It was the same in 1987, I can tell you.",
    "Six crossings will not be enough in August.",
)
NAMES = ("Imogen Hartley", "quay_reader", "Old Tom")
DAYS = ("2026-02-05T09:30:00+00:00", "2026-02-05T10:05:00+00:00", "2026-02-06T07:00:00+00:00")
"""The second comment answers the first."""


def page(after: str, head: str = "", story: str = "", lang: str = "en") -> str:
    """Return the story with something after it."""
    text = story or "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>The ferry is back</title>{head}</head>'
        f'<body><main><article class="post"><h1>The ferry is back at the quay</h1>'
        f'<time datetime="2026-02-05T08:30:00+00:00">5 February 2026</time>'
        f'<div class="entry-content">{text}</div></article>{after}</main>'
        "<footer>© 2026 The Courier</footer></body></html>"
    )


def data(value: Any) -> str:
    """Return a value as JSON-LD of a page."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def escaped(n: int) -> str:
    """Return the text of a comment as HTML."""
    return TEXTS[n].replace("&", "&amp;")


def _wordpress(n: int, inner: str = "") -> str:
    return (
        f'<li id="comment-{n}" class="comment even thread-even depth-1">'
        f'<article id="div-comment-{n}" class="comment-body"><footer class="comment-meta">'
        f'<div class="comment-author vcard"><img class="avatar" alt=""><b class="fn">'
        f'<a href="https://{n}.example/" rel="external nofollow" class="url">{NAMES[n]}</a></b> '
        f'<span class="says">says:</span></div><div class="comment-metadata"><a href="#{n}">'
        f'<time datetime="{DAYS[n]}">5 February</time></a></div></footer>'
        f'<div class="comment-content"><p>{escaped(n)}</p></div>'
        '<div class="reply"><a class="comment-reply-link" href="#">Reply</a></div></article>'
        f"{inner}</li>"
    )


def _drupal(n: int) -> str:
    return (
        f'<article data-comment-user-id="{n}" id="comment-{n}" class="comment js-comment">'
        f'<footer class="comment__meta"><p class="comment__author"><span>{NAMES[n]}</span></p>'
        f'<p class="comment__time">{DAYS[n][:16].replace("T", " ")}</p>'
        '<p class="visually-hidden">Permalink</p></footer><div class="comment__content">'
        f'<h3><a href="/comment/{n}">Re</a></h3><div class="field field--name-comment-body">'
        f'<p>{escaped(n)}</p></div><ul class="links"><li><a href="#">Reply</a></li></ul></div>'
        "</article>"
    )


def _discourse(n: int) -> str:
    return (
        '<div itemprop="comment" itemscope itemtype="http://schema.org/Comment" id="post_1" '
        'class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" '
        'itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" '
        f'href="/u/{n}"><span itemprop="name">{NAMES[n]}</span></a></span><span class='
        f'"crawler-post-infos"><time itemprop="datePublished" datetime="{DAYS[n]}">February 5'
        f'</time><span itemprop="position">{n}</span></span></div><div class="post" '
        f'itemprop="text"><p>{escaped(n)}</p></div></div>'
    )


def _marked(n: int, inner: str = "") -> str:
    return (
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        f'<span itemprop="author">{NAMES[n]}</span><meta itemprop="dateCreated" '
        f'content="{DAYS[n]}"><p itemprop="text">{escaped(n)}</p>{inner}</div>'
    )


def _nameless(n: int, inner: str = "") -> str:
    return (
        f'<li><div class="a7"><strong class="a8 author">{NAMES[n]}</strong><time datetime="'
        f'{DAYS[n]}">5 February</time></div><p>{escaped(n)}</p><button>Report</button>{inner}</li>'
    )


def _stated(n: int, **more: Any) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "@id": f"{URL}#c{n}",
        "text": f"<p>{escaped(n)}</p>",
        "author": {"@type": "Person", "name": NAMES[n]},
        "dateCreated": DAYS[n],
        **more,
    }


ARTICLE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": f"{URL}#article",
    "headline": "The ferry is back at the quay",
    "url": URL,
    "commentCount": 12,
}

SYSTEMS: dict[str, str] = {
    "json-ld, answers within": page(
        "", data({**ARTICLE, "comment": [_stated(0, comment=[_stated(1)]), _stated(2)]})
    ),
    "json-ld, a graph": page(
        "",
        data({"@context": "https://schema.org", "@graph": [
            {**ARTICLE, "comment": [{"@id": f"{URL}#c{n}"} for n in range(3)]},
            _stated(0), _stated(1, parentItem={"@id": f"{URL}#c0"}), _stated(2)]}),
    ),
    "wordpress": page(
        '<div id="comments" class="comments-area"><h2 class="comments-title">3 thoughts on “The '
        'ferry”</h2><ol class="comment-list">'
        + _wordpress(0, f'<ol class="children">{_wordpress(1)}</ol>') + _wordpress(2)
        + '</ol><div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form><p>Your '
        "email address will not be published.</p></form></div></div>"
    ),
    "drupal": page(
        '<section class="comments"><h2>Comments</h2>' + _drupal(0)
        + f'<div class="indented">{_drupal(1)}</div>' + _drupal(2)
        + '<h2 class="title">Add new comment</h2><form></form></section>'
    ),
    "discourse": page("".join(map(_discourse, (0, 1, 2)))),
    "microdata": page(_marked(0, _marked(1)) + _marked(2)),
    "a heading over boxes without names": page(
        "<section><h2>3 Comments</h2><ul>" + _nameless(0, f"<ul>{_nameless(1)}</ul>")
        + _nameless(2) + "</ul></section>"
    ),
    "definition lists": page(
        '<div class="kommentare"><h3>Kommentare</h3>' + "".join(
            f'<dl><dt><span class="user-name">{NAMES[n]}</span> <span class="date">'
            f"{DAYS[n][:10]}</span></dt><dd>{escaped(n)}</dd></dl>" for n in range(3)) + "</div>"
    ),
    "a table": page(
        '<table class="comments">' + "".join(
            f'<tr><td class="author">{NAMES[n]}</td><td class="text">{escaped(n)}</td>'
            f'<td class="date">{DAYS[n][:10]}</td></tr>' for n in range(3)) + "</table>"
    ),
}  # fmt: skip
NESTED = ("json-ld, answers within", "json-ld, a graph", "wordpress", "drupal", "microdata",
          "a heading over boxes without names")  # fmt: skip
"""Systems of which the page shows which comment answers which."""

CHINESE = page(
    '<div class="pinglun"><h3>网友评论(2)</h3><ul><li><div class="hd"><span class="user-name">'
    '钟楼下的人</span><span class="time">2026-02-05 09:30</span></div><p class="con">渡轮回来了，'
    '真好，小时候天天坐。</p><div class="tools"><a href="#">回复</a><a href="#">顶(3)</a></div>'
    '</li><li><div class="hd"><span class="user-name">盐沼读者</span><span class="time">'
    '2026-02-05 10:05</span></div><p class="con">八月份一天六班恐怕不够。</p></li></ul></div>',
    story="<p>盐沼镇的渡轮自洪水以来一直停航，星期四早晨终于回来了，半个镇子的人都站在码头上看它进港。</p>"
    "<p>新发动机的钱来自泊位费，港务局为此提了三次，镇议会去年春天才同意。</p>"
    "<p>复活节之前每天计划开四班，之后六班，旧票照用，从小在船上学掌舵的港务长说。</p>",
    lang="zh-CN",
)

QUOTES = "".join(
    f'<li><blockquote>{text}</blockquote><cite class="author">{name}</cite> '
    f'<time datetime="{day}">5 February</time></li>'
    for text, name, day in zip(TEXTS, NAMES, DAYS, strict=True)
)
NONE: dict[str, str] = {
    "a list of quotations in the story": page(
        "",
        story=f"<p>{STORY[0]}</p><p>{STORY[1]}</p><ul class=quotes>{QUOTES}</ul>"
        f"<p>{STORY[2]}</p>",
    ),
    "an interview": page(
        "",
        story="".join(
            f'<p class="question"><b class="author">The Courier:</b> What of crossing {n}?</p>'
            f'<p class="answer"><b class="author">{NAMES[n]}:</b> {STORY[n]}</p>' for n in range(3)
        ),
    ),
    "letters to the editor": page(
        "",
        story="<h2>Readers write</h2>" + "".join(
            f'<div class="letter"><p>{STORY[n]}</p><p class="author">{NAMES[n]}</p>'
            f'<p class="date">{DAYS[n][:10]}</p></div>' for n in range(3)),
    ),
    "the newest comments of the site": page(
        '<aside><section class="widget widget_recent_comments"><h2>Recent Comments</h2><ul '
        'id="recentcomments">' + "".join(
            f'<li class="recentcomments"><span class="comment-author-link">{NAMES[n]}</span> on '
            f'<a href="/other-{n}/#comment-{n}">{TEXTS[n]}</a></li>' for n in range(3))
        + "</ul></section></aside>"
    ),
    "comments that lead to other stories": page(
        '<div class="comments"><h3>Comments</h3><ul>' + "".join(
            f'<li class="comment"><span class="author">{NAMES[n]}</span> <a href="/other-{n}/">'
            f"{TEXTS[n]}</a></li>" for n in range(3)) + "</ul></div>"
    ),
    "a form and nothing else": page(
        '<div id="comments"><h2>Leave a Reply</h2><form class="comment-form"><p class="author">'
        'Name <input></p><p class="comment-notes">Your address will not be published.</p></form>'
        '<p class="no-comments">Comments are closed.</p></div>'
    ),
    "a column that is called Comment": page(
        "", story=f'<div class="comment"><span class="author">{NAMES[0]}</span>'
        + "".join(f"<p>{line}</p>" for line in STORY) + "</div>"
    ),
    "json-ld of a comment on another page": page(
        "", data([ARTICLE, _stated(0, about={"@id": "https://courier.example/other"})])
    ),
    "teasers of other stories": page(
        '<div class="more"><h3>More stories</h3><ul>' + "".join(
            f'<li><time datetime="{DAYS[n]}">5 February</time><p>{TEXTS[n]}</p></li>'
            for n in range(3)) + "</ul></div>"
    ),
}  # fmt: skip
