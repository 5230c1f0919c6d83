"""The entries of a report as it happens, each with its time: as JSON-LD states, or the page shows.

https://schema.org/LiveBlogPosting
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from crawler.lang.page_phrases import LIVE
from crawler.model import LiveUpdate
from crawler.page.blocks.linked_lines import SERIES
from crawler.page.candidate import Candidate
from crawler.page.embedded.jsonld import text_of
from crawler.page.embedded.rich_text import paragraphs
from crawler.page.embedded.structured import micro_value
from crawler.page.fields.local import moment_of, path_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page.findings.findings import Findings

    Updates = Iterator[Candidate[tuple[LiveUpdate, ...]]]

MOST: Final = 2000
"""Entries of one report that are kept."""

_HEADINGS = ("h2", "h3", "h4", "h5")


def in_json_ld(page: Findings) -> Updates:
    """Yield the entries that JSON-LD states of the story."""
    stated = (page.structured.article or {}).get("liveBlogUpdate")
    nodes = stated if isinstance(stated, list) else [stated]
    entries = [
        entry
        for node in islice(nodes, MOST)
        if isinstance(node, dict) and (entry := _stated(node, page))
    ]
    if entries:
        yield Candidate(tuple(entries), "json-ld", "liveBlogUpdate")


def in_microdata(page: Findings) -> Updates:
    """Yield the entries that microdata marks."""
    marked = page.structured.micro.get("liveBlogUpdate", ())
    if entries := _shown(marked, page):
        yield Candidate(entries, "microdata", "liveBlogUpdate")


def in_times(page: Findings) -> Updates:
    """Yield the entries of a page that calls itself live: boxes side by side, each with a time."""
    kinds = {kind.lower() for kind in page.structured.types()}
    named = f"{page.title.lower()} {path_of(page).lower()}"
    if "liveblogposting" not in kinds and not LIVE.search(named):
        return
    if entries := _shown(_timed_boxes(page.document.root), page):
        yield Candidate(entries, "visible:time", f"{len(entries)} boxes")


def _stated(node: dict[str, Any], page: Findings) -> LiveUpdate | None:
    body = node.get("articleBody") or node.get("text") or node.get("description")
    url = node.get("url") or node.get("@id")
    moment = moment_of(text_of(node.get("datePublished")), page)
    return _entry(
        text_of(node.get("headline") or node.get("name")),
        moment.iso(zone_of(page)) if moment else None,
        paragraphs(body) if isinstance(body, str) else (),
        url if isinstance(url, str) and url.startswith("http") else None,
    )


def _entry(
    headline: str, date: str | None, lines: Sequence[str], url: str | None = None
) -> LiveUpdate | None:
    if not (headline or lines):
        return None
    return LiveUpdate(headline or None, date, "\n".join(lines), url)


def _shown(boxes: Sequence[HtmlElement], page: Findings) -> tuple[LiveUpdate, ...]:
    found = (_in_box(box, page) for box in boxes[:MOST])
    entries = tuple(entry for entry in found if entry)
    return entries if sum(1 for entry in entries if entry.date_published) >= SERIES else ()


def _in_box(box: HtmlElement, page: Findings) -> LiveUpdate | None:
    """Return what stands in the box of an entry, without its time and its headline."""
    time = next((each for each in box.iter("time") if each.get("datetime")), None)
    stated = time.get("datetime") if time is not None else ""
    if not stated:
        dated = box.find(".//*[@itemprop='datePublished']")
        stated = micro_value(dated) if dated is not None else ""
    moment = moment_of(stated or "", page)
    heading = next(box.iter(*_HEADINGS), None)
    headline = " ".join("".join(heading.itertext()).split()) if heading is not None else ""
    shown = " ".join("".join(time.itertext()).split()) if time is not None else ""
    lines = paragraphs(etree.tostring(box, encoding=str, with_tail=False, method="html"))
    text = [line for line in lines if line not in {headline, shown}]
    return _entry(headline, moment.iso(zone_of(page)) if moment else None, text)


def _timed_boxes(root: HtmlElement) -> list[HtmlElement]:
    """Return the boxes that stand side by side and have a time each; empty where few do."""
    times = [
        time for time in islice(root.iter("time"), MOST) if "T" in (time.get("datetime") or "")
    ]
    if len(times) < SERIES:
        return []
    held = Counter(above for time in times for above in time.iterancestors())
    boxes: dict[HtmlElement, HtmlElement] = {}
    for time in times:
        box = time
        for above in time.iterancestors():
            if held[above] > 1:
                break
            box = above
        boxes.setdefault(box, time)
    beside = Counter(box.getparent() for box in boxes)
    [(place, count)] = beside.most_common(1)
    if count < SERIES:
        return []
    return [box for box, time in boxes.items() if box.getparent() is place and box is not time]
