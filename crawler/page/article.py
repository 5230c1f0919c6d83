"""The last stage of reading: the record of a page, from what its evidence gives."""

from __future__ import annotations

from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any

import crawler
from crawler.boilerplate import footer
from crawler.memory import NO_MEMORY, Memory
from crawler.model import RENDERED, Article, NotAnArticle, Person, Provenance
from crawler.page.fields.access import missing_share
from crawler.page.fields.legal_notice import notices
from crawler.page.kind.kind import check
from crawler.page.kind.listings import FEW
from crawler.page.kind.shells import without_text
from crawler.page.letters import LINE_WIDTH
from crawler.page.metadata import Metadata, metadata
from crawler.page.precedence import ARTICLE_BODY
from crawler.text.signatures import photo_credit

if TYPE_CHECKING:
    from crawler.page.document import Document
    from crawler.page.evidence import Evidence
    from crawler.page.page_blocks import Blocks

PAYWALLED, LIVE = "paywalled", "live"


_OF_BOTH = tuple(field.name for field in fields(Metadata) if field.name != "witnesses")
"""Fields that metadata and article have in common."""


def article_of(
    document: Document, blocks: Blocks, evidence: Evidence, memory: Memory = NO_MEMORY
) -> Article:
    """Return the record of a page; raises `NotAnArticle` with a reason where it holds none."""
    page = evidence.findings
    told_elsewhere = any(other.witness == "structured" for other in evidence.of(ARTICLE_BODY))
    chosen = metadata(evidence)
    kinds = check(
        document,
        blocks,
        page.structured.types(),
        chosen.headline,
        dated=_states("datePublished", document, chosen),
        signed=_states("author", document, chosen),
        told_elsewhere=told_elsewhere,
    )
    rendered = (RENDERED,) if document.capture.is_rendered else ()
    live = (LIVE,) if chosen.live_blog_update and LIVE not in kinds else ()
    flags = (*kinds, *live, *document.decoded.flags, *rendered)
    if not _is_text(chosen.article_body, blocks.body.worth):
        raise without_text(blocks.outline, 0.8)
    if not chosen.headline and _is_short(chosen.article_body):
        raise NotAnArticle("no-headline", 0.8)
    stated: dict[str, Any] = {name: getattr(chosen, name) for name in _OF_BOTH}
    stated["contributor"] = _contributors(chosen)
    stated["copyright_notice"] = _notice(chosen, evidence)
    known = _provenance(
        document, blocks, evidence, memory, flags=flags, witnesses=chosen.witnesses,
        missing_share=missing_share(page, chosen.article_body) if PAYWALLED in flags else None,
    )  # fmt: skip
    return Article(url=document.capture.url, provenance=known, **stated)


def _states(field: str, document: Document, chosen: Metadata) -> bool:
    """Return True if a page states a field of its own, and shows no times as a list does."""
    witness = dict(chosen.witnesses).get(field, "")
    if witness.startswith(("visible", "microdata")):
        return next(islice(document.root.iter("time"), FEW - 1, None), None) is None
    return witness.startswith(("json-ld", "meta"))


def _is_text(paragraphs: tuple[str, ...], worth: float) -> bool:
    """Return True unless nothing is left, or little that is no prose or a page's footer."""
    if not paragraphs:
        return False
    return not _is_short(paragraphs) or (worth > 0 and bool(footer(paragraphs)))


def _is_short(paragraphs: tuple[str, ...]) -> bool:
    return sum(map(len, paragraphs)) < 2 * LINE_WIDTH


def _contributors(chosen: Metadata) -> tuple[Person, ...]:
    """Return who else made the story, with the photographers that its captions name."""
    named = {person.name: person for person in chosen.contributor}
    for image in chosen.image:
        for credit in photo_credit(image.caption)[2] if image.caption else ():
            named.setdefault(credit.name, Person(credit.name, credit.job_title))
    return tuple(named.values())


def _notice(chosen: Metadata, evidence: Evidence) -> str | None:
    """Return the notice that is stated and the lines of the page that are of one."""
    page = evidence.findings
    stated = chosen.copyright_notice.split("\n") if chosen.copyright_notice else []
    body = page.text.body.blocks if page.text else ()
    shown = notices(page.blocks.outline, body, page.blocks.clear)
    return "\n".join(dict.fromkeys((*stated, *shown))) or None


def _provenance(
    document: Document, blocks: Blocks, evidence: Evidence, memory: Memory, **known: Any
) -> Provenance:
    """Return how what the record says is known: from which bytes, by which witnesses."""
    capture, decoded = document.capture, document.decoded
    return Provenance(
        captures=(capture.digest,),
        fetched_at=capture.fetched_at,
        encoding=decoded.encoding,
        declared_encoding=decoded.declared,
        evidence=decoded.evidence,
        decoding_errors=decoded.errors,
        runner_up=decoded.runner_up,
        site=evidence.findings.site.name,
        layout=blocks.layout.name if blocks.layout else None,
        memory=memory.revision if memory else None,
        reader=crawler.__version__,
        **known,
    )
