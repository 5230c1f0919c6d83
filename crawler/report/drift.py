"""A page that is not what the site's pages were: frozen, with what no longer matches.

The folder is a fixture that fails, made to be mended: the capture, the article with what is
lacking asked for in words, and beside them where bodies used to stand and what now stands
nearest to that place.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from crawler.archive.warc import records
from crawler.fixtures.story_fixture import ARTICLE, CAPTURE, comparable, folder_for, record_of
from crawler.page.blocks.outline import outline
from crawler.page.template import place_of
from crawler.page.tree import parse
from crawler.text.encoding.decode import decode
from crawler.wire import with_body

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.memory import Memory
    from crawler.model import Capture, Exchange
    from crawler.site import Site

DRIFT = "drift.json"

ASKED = {
    "bodiless": ("articleBody", "There is no body here any more; the site's stories had one."),
    "undated": ("datePublished", "There is no date here any more; the site's stories had one."),
    "short": ("articleBody", "This body is far shorter than the site's bodies were."),
}
"""What each lack asks of the article, in words that no reading will ever match."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What no longer matches."""

    url: str
    lacking: str
    """``bodiless``, ``undated`` or ``short``."""

    gone: tuple[str, ...]
    """Selectors, of the layout or learned, that match nothing on this page."""

    nearest: str | None
    """The place on this page that is most like the first of them."""


def drift_of(capture: Capture, lacking: str, memory: Memory, site: Site) -> Drift:
    """Return what a page has lost of what the site's pages had."""
    body = with_body(capture).body
    root = parse(decode(body, capture.content_type).text, capture.url).root
    page = outline(root)
    layout = site.layout_on(capture.fetched_at.date())
    stated = (layout.body, layout.headline, layout.byline) if layout else ()
    gone = [selector for selector in stated if selector and not root.cssselect(selector)]
    places = dict.fromkeys(
        place_of(page, n) for n, node in enumerate(page.nodes) if node.last > node.first
    )
    lost = [place for place in memory.places if place not in places]
    return Drift(capture.url, lacking, (*gone, *lost), _nearest(lost, list(places)))


def _nearest(lost: Sequence[str], places: Sequence[str]) -> str | None:
    if not lost or not places:
        return None
    return max(places, key=lambda place: SequenceMatcher(None, lost[0], place).ratio())


def freeze(root: Path, exchanges: Sequence[Exchange], captures: Sequence[Capture], drift: Drift,
           site: Site) -> Path:  # fmt: skip
    """Write the page as a fixture that fails; return its folder. Raises OSError."""
    folder = folder_for(root, drift.url)
    folder.mkdir(parents=True, exist_ok=True)
    kept = [record.data for each in exchanges for record in records(each, "", plain=True)
            if record.type == "response"]  # fmt: skip
    (folder / CAPTURE).write_bytes(b"".join(kept))
    _write(folder / DRIFT, asdict(drift))
    field, text = ASKED[drift.lacking]
    read = comparable(record_of([*map(with_body, captures)], site))
    expected = {name: value for name, value in read.items() if name != "notAnArticle"}
    _write(folder / ARTICLE, {**expected, field: text})
    return folder


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")
