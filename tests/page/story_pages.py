"""A story of our own making, and the pages that it stands on."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime

from crawler.model import Article, Capture
from crawler.page.read import read
from crawler.site import ANY_SITE, Site

ONE = (
    "The ferry across the sound was cancelled on Monday, the harbour office said, because of ice."
)
TWO = "Some forty passengers spent the night in the school hall, where the town had set up beds."
THREE = "A tug from the mainland is expected in the morning; until then, nothing moves in or out."
STORY = (ONE, TWO, THREE)
NAV = "<nav><a href='/a'>News</a> <a href='/b'>Sport</a> <a href='/c'>Weather</a></nav>"
FOOT = "<footer><p>Published by the Harbour Times, which is printed in the old customs house.</p></footer>"

YI = "本报讯 连日的大雪让海峡上的轮渡停了三天，四十多名旅客被安置在镇上的学校里，吃住都由镇政府负责。"
ER = "镇长说，破冰船预计明天一早从大陆出发，中午前后可以抵达，届时轮渡将分批把旅客送回对岸。"
SAN = "气象台预计，本周后半段气温将回升到零度以上，海面上的浮冰会逐渐消退。"


def article(html: str, site: Site = ANY_SITE) -> Article:
    page = f"<html><head><title>Ice stops the ferry</title></head><body>{html}</body></html>"
    capture = Capture(
        url="http://news.example/2026/02/05/ferry.html",
        fetched_at=datetime(2026, 2, 5, 9, tzinfo=UTC),
        body=page.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
    return read(capture, site)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def around(inner: str) -> str:
    return f"{NAV}<main><h1>Ice stops the ferry</h1>{inner}</main>{FOOT}"
