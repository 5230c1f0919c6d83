"""From a capture to an article, before anything is cleaned."""

from __future__ import annotations

from urllib.parse import urlsplit

import lxml.html

from crawler.model import Article, Capture, NotAnArticle, Provenance
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
    tree = lxml.html.document_fromstring(decoded.text.encode(), parser=_PARSER)
    body = tuple(" ".join(p.text_content().split()) for p in tree.iter("p"))
    return Article(
        url=capture.url,
        headline=(tree.findtext(".//title") or "").strip(),
        article_body=tuple(filter(None, body)),
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
        ),
    )


_PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
