"""One page read without a crawl: what a program that imports the crawler calls first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from crawler.extract import extract
from crawler.model import Article, Capture
from crawler.site import RichText
from crawler.sites import site_of
from crawler.text.repair.invisible import pair_surrogates

BOM = "\ufeff"


def read(  # noqa: PLR0913 a page, and what is known of it and wanted
    page: str | bytes,
    *,
    url: str,
    content_type: str = "",
    fetched_at: datetime | None = None,
    rich_text: RichText | None = None,
    comments: bool = False,
) -> Article:
    """Return the clean article on a page: its HTML as text, or the bytes as they were served.

    Bytes are decoded by evidence: `content_type` is the header they came with, if any, and
    is not believed where the bytes say otherwise. Text is taken as it is, whatever its
    ``<meta charset>`` says, and a lone surrogate in it is read as U+FFFD. `url` is the address
    of the page: links and pictures are relative to it, and a site's profile is found by it.
    `fetched_at` (aware; now, if not given) is what "two hours ago" is counted from.
    With `rich_text` (``html`` or ``markdown``) the body is there in its shape as well, in
    `article_html` or `article_markdown`, with its links in `citation`; with `comments` what
    readers wrote is in `comment`, as far as the page has it.

    Raises `NotAnArticle` with a reason where the page holds none, ValueError where
    `fetched_at` has no time zone or `rich_text` is no form.

    >>> text = "The ferry left the old quay on Monday, after nine weeks of repairs."
    >>> article = read(f"<h1>The ferry is back</h1><p>{text}</p>", url="https://a.example/1")
    >>> article.headline, article.article_body == (text,)
    ('The ferry is back', True)
    >>> read(b"", url="https://a.example/2")
    Traceback (most recent call last):
    crawler.model.article.NotAnArticle: empty-body
    """
    if fetched_at is not None and fetched_at.utcoffset() is None:
        raise ValueError("fetched_at needs a time zone")
    if rich_text not in {None, *get_args(RichText)}:
        raise ValueError(f"rich_text is {' or '.join(get_args(RichText))}, not {rich_text!r}")
    body, label = (_bytes(page), "text/html") if isinstance(page, str) else (page, content_type)
    capture = Capture(
        url=url,
        fetched_at=(fetched_at or datetime.now(UTC)).astimezone(UTC),
        body=body,
        headers=(("Content-Type", label),) if label else (),
    )
    return extract(capture, site_of(url).asked_for(rich_text, comments=comments))


def _bytes(text: str) -> bytes:
    """Return a text as bytes that can only be read as this text: UTF-8 with a byte order mark.

    https://encoding.spec.whatwg.org/#decode: a byte order mark goes before every label.
    """
    whole = pair_surrogates(text)
    return (BOM + whole.removeprefix(BOM)).encode()
