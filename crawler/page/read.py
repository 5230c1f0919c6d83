"""From a capture to an article, before anything is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import crawler
from crawler.model import Article, Capture, NotAnArticle, Provenance
from crawler.page.body import body_of
from crawler.page.captions import gallery
from crawler.page.outline import outline
from crawler.page.tree import parse
from crawler.site import ANY_SITE, NO_MEMORY, Memory, Site
from crawler.text.decode import Hints, decode

def read(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Article:
    """Return the article on the page as the page has it, footers and all.

    Raises `NotAnArticle` with a reason where there is none.
    """
    hints = Hints(urlsplit(capture.url).hostname, memory.encodings)
    decoded = decode(capture.body, capture.content_type, hints)
    if not decoded.text.strip():
        raise NotAnArticle("empty-body")
    tree = parse(decoded.text, capture.url)
    page = outline(tree.root)
    body = body_of(page)
    pictures = gallery(page, body, capture.url)
    return Article(
        url=capture.url,
        headline=(tree.root.findtext(".//title") or "").strip(),
        article_body=tuple(page.blocks[n].text for n in body.blocks if n not in pictures.lines),
        image=pictures.images,
        publisher=None,
        provenance=Provenance(
            captures=(capture.digest,),
            fetched_at=capture.fetched_at,
            encoding=decoded.encoding,
            declared_encoding=decoded.declared,
            evidence=decoded.evidence,
            decoding_errors=decoded.errors,
            runner_up=decoded.runner_up,
            site=site.name,
            reader=getattr(crawler, "__version__", ""),
        ),
    )
