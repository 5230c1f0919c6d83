"""When a story was published and when it was changed: who on a page names a day for it.

Structured data states dates, lines show them with a label or without, the address holds a day.
No date lies after the capture, and a page's clock, a copyright year and the dates of other stories
are no candidates. What each witness weighs is said in `crawler.page.precedence`: the day for which
most weighs is the day of publication, and `crawler.page.fields.exact` finds its minute.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crawler import patterns as re
from crawler.lang.dates.address import in_url, month_in_url
from crawler.lang.dates.labels import (
    CHANGED,
    OTHER,
    PLAIN,
    PUBLISHED,
    is_label,
    is_original,
    label_before,
    may_date,
)
from crawler.lang.dates.parse import Moment, parse
from crawler.lang.dates.relative import ago
from crawler.page.candidate import Candidate
from crawler.page.embedded.app_state import stamps_in
from crawler.page.fields.local import dates_in, moment_of, path_of, zone_of
from crawler.page.findings.element_names import BOXES, called
from crawler.page.findings.machine_times import STAMPED
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.page.findings.findings import Findings

    Dates = Iterator[Candidate[Moment]]

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "date_published",
    "publishdate", "publish_date", "pubdate", "publish-date", "article:published",
    "article_date_original",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "dc.date.issued",
    "article.published", "published_time", "published_at", "published-date",
    "originalpublicationdate",
    "apub:time", "og:time", "shareaholic:article_published_time", "og:pubdate", "releasedate",
    "release_date", "ptime",
    "firstpublishedtime", "weibo:article:create_at", "date.release", "citation_publication_date",
)  # fmt: skip
"""Names of meta that state the day of publication, most particular first."""

WEAK_META = (
    "date",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "pagedate",
    "maketime",
    "dateupdate",
)
"""Names that as often state when a page was made or changed: believed after what it shows."""

MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified",
    "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "modified_time", "updated_time", "date.update",
    "weibo:article:update_at", "revised",
)  # fmt: skip


def in_json_ld(page: Findings) -> Dates:
    """Yield what the JSON-LD of the article states."""
    return _stated_dates(page, "datePublished", "uploadDate", "dateCreated")


def in_microdata(page: Findings) -> Dates:
    """Yield what the microdata state."""
    return _micro_dates(page, "datePublished")


def in_meta(page: Findings) -> Dates:
    """Yield what the meta elements state that are of the day of publication."""
    return _meta_dates(page, PUBLISHED_META)


def in_weak_meta(page: Findings) -> Dates:
    """Yield what the meta elements state that may be of another day."""
    return _meta_dates(page, WEAK_META)


def in_labelled_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of publication."""
    return _line_dates(PUBLISHED, _near_headline(page), page, "visible:label")


def in_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that have no label."""
    changed = _days_of_change(page)
    for line in _line_dates(PLAIN, _near_headline(page), page, "visible:line"):
        if line.value.day not in changed:
            yield line


def in_lines_of_change(page: Findings) -> Dates:
    """Yield a shown day that nothing labels and that is stated as that of the last change.

    Where it is the one day shown, and not called an update, the story stands under that day.
    """
    first = next(in_lines(page), None)
    named = any((*in_labelled_lines(page), *in_named_times(page)))
    if page.modified and first and first.value.day == page.modified.day and not named:
        yield first


def in_named_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline that are called those of publication."""
    return _time_dates(page, PUBLISHED)


def in_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline that are not called those of a change."""
    return _time_dates(page, PUBLISHED, "")


def in_opening(page: Findings) -> Dates:
    """Yield dates of short or labelled lines, and of datelines, at the head of the text."""
    changed = _days_of_change(page)
    for text in page.lines.opening:
        short = len(text) <= LINE_WIDTH
        for kind, moment in dates_in(text, page):
            if kind == PLAIN and moment.day in changed:
                continue
            opens = moment.start < OPENS and (kind == PUBLISHED or _is_dateline(text, moment))
            if opens or (short and kind != OTHER):
                yield Candidate(moment, "visible:opening", text)


def in_original(page: Findings) -> Dates:
    """Yield the day of a line that says when the story came out for the first time."""
    lines = page.lines
    texts = dict.fromkeys((*lines.head, *lines.opening, *lines.inside, *lines.tail))
    yield from _line_dates(PUBLISHED, filter(is_original, texts), page, "visible:original")


def in_tail(page: Findings) -> Dates:
    """Yield the dates under the text that are labelled as those of publication."""
    return _line_dates(PUBLISHED, page.lines.tail, page, "visible:tail")


def in_address(page: Findings) -> Dates:
    """Yield the day that the page's address names, or the stated day beside it.

    A day or two between the two is a difference of clocks, or a story that was planned earlier.
    """
    path = path_of(page)
    if day := in_url(path):
        stated = (other.value.day for ask in (in_json_ld, in_microdata) for other in ask(page))
        near = next((other for other in stated if abs(other - day) <= CLOCKS), day)
        yield Candidate(Moment(near), "url", path)


def in_updates(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of a change."""
    yield from _line_dates(CHANGED, _near_headline(page), page, "visible:line")
    yield from _time_dates(page, CHANGED)


def in_state(page: Findings) -> Dates:
    """Yield the date of the article in the scripts' state."""
    if page.state and (moment := moment_of(page.state.date, page)):
        yield Candidate(moment, "state", page.state.date)


def in_lone_lines(page: Findings) -> Dates:
    """Yield dates that stand alone in a line near the story, or are labelled further off."""
    lines = page.lines
    for text in (*lines.inside, *reversed(lines.far), *lines.tail[:8]):
        kind, moment = next(dates_in(text, page), ("", None))
        if moment and (kind == PUBLISHED or moment.end - moment.start > 0.5 * len(text)):
            yield Candidate(moment, "visible:line", text)


def in_lone_times(page: Findings) -> Dates:
    """Yield the day of the ``time`` elements of the page where they all name one."""
    stated = [
        text
        for element in page.document.root.iter(*DATED_TAGS)
        if (text := _machine_time(element)) and not _is_in_prose(element, page)
    ]
    times = [moment for text in stated[:20] if (moment := parse(text))]
    if len({moment.day for moment in times}) == 1:
        yield Candidate(times[0], "visible:time", "every time element of the page")


def in_scripts(page: Findings) -> Dates:
    """Yield the day of publication that the scripts of a page name, where they name one."""
    moments = [moment for text in stamps_in(page.document.text) if (moment := parse(text))]
    if len({moment.day for moment in moments}) == 1:
        yield Candidate(moments[0], "state", "scripts")


def in_comments(page: Findings) -> Dates:
    """Yield the days that comments of the page label as those of publication."""
    texts = (found[1] for found in islice(_COMMENT.finditer(page.document.text), COMMENTS))
    return _line_dates(PUBLISHED, texts, page, "comment")


def in_labelled_blocks(page: Findings) -> Dates:
    """Yield the one day that lines anywhere on the page label as that of publication."""
    texts = (block.text for block in page.blocks.outline.blocks if len(block.text) <= LINE_WIDTH)
    dates = list(_line_dates(PUBLISHED, texts, page, "visible:label"))
    if len({other.value.day for other in dates}) == 1:
        yield dates[0]


def without_a_year(page: Findings) -> Dates:
    """Yield the day of a line that lacks its year, where the address or a stamp names that."""
    named = month_in_url(path_of(page))
    for text in _near_headline(page):
        if named and len(text) <= LINE_WIDTH and not _FULL.search(text):
            for _, dated in dates_in(f"{text} {named.year}", page):
                if dated.day.replace(day=1) == named:
                    yield Candidate(dated, "visible:line", text)
        yearless = _YEARLESS.search(text)
        if yearless is None:
            continue
        month, day = int(yearless[1]), int(yearless[2])
        stamp = rf"(?<!\d)((?:19|20)\d\d){month:02}{day:02}(?!\d)"
        years = set(re.findall(stamp, page.document.text))
        if len(years) == 1 and (moment := parse(f"{years.pop()}-{month:02}-{day:02}")):
            yield Candidate(moment, "visible:line", text)


def in_distances(page: Findings) -> Dates:
    """Yield the day of a line that says how long ago it was, in the page's own zone."""
    zone, now = zone_of(page), page.document.fetched_at
    now = now.astimezone(ZoneInfo(zone)) if zone else now
    for text in _near_headline(page):
        told = len(text) <= LINE_WIDTH and label_before(text) != CHANGED
        if told and (moment := ago(text, now)):
            yield Candidate(moment, "visible:ago", text)


def in_modification(page: Findings) -> Dates:
    """Yield the dates of creation and of change: better than none."""
    created = list(_micro_dates(page, "dateCreated")) or _micro_dates(page, "dateModified")
    yield from created
    yield from _micro_dates(page, "dateUpdate")
    yield from modified_in_json_ld(page)
    around = (*page.lines.inside, *page.lines.tail)
    yield from _line_dates(CHANGED, around, page, "visible:tail")


def modified_in_json_ld(page: Findings) -> Dates:
    """Yield the day of the last change that JSON-LD states."""
    return _stated_dates(page, "dateModified")


def modified_in_microdata(page: Findings) -> Dates:
    """Yield the day of the last change that microdata state."""
    return _micro_dates(page, "dateModified")


def modified_in_meta(page: Findings) -> Dates:
    """Yield the days of the last change that meta elements state."""
    return _meta_dates(page, MODIFIED_META)


def modified_in_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline that are called those of a change."""
    return _time_dates(page, CHANGED)


def modified_in_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of a change."""
    shown = (text for text in page.lines.opening if len(text) <= LINE_WIDTH)
    return _line_dates(CHANGED, (*page.lines.head, *shown), page, "visible:label")


def is_possible(candidate: Candidate[Moment], page: Findings) -> bool:
    """Return True if a page fetched then can carry that date; a day's grace for the zones."""
    return candidate.value.day <= (page.document.fetched_at + timedelta(days=1)).date()


def can_be_published(candidate: Candidate[Moment], page: Findings) -> bool:
    """Return True for a possible date that is no birthday: one shown is of an age with the web."""
    shown = candidate.witness.startswith("visible")
    old = shown and candidate.value.day < FIRST_PAGE
    return is_possible(candidate, page) and not old


FIRST_PAGE = date(1990, 12, 20)
"""The first there was. An older day that a page shows, and does not state as its own to machines,
is somebody's birthday."""

CLOCKS = timedelta(days=2)
OPENS = 40
"""Characters before a labelled day with which a text opens."""

_YEARLESS = re.compile(r"(?<![年\d/.-])(\d{1,2})月(\d{1,2})日")
_DATELINE = re.compile(r"[,.)]{0,2}\s*(?:\([^()]{2,40}\)|/[^/]{2,40}/)?\s*[-–—]{1,2}\s")
"""What stands between the day of a dateline and the text: (Reuters) -, /PRNewswire/ --."""

_FULL = re.compile(r"(?:19|20)\d\d")
_COMMENT = re.compile(r"<!--(?!\[)([^<>]{8,120})-->")
COMMENTS = 200
"""Comments of a page that are looked at."""

HATOM = ("published", "changed")
DATED_TAGS = ("time", "abbr", "span")


def _is_dateline(text: str, moment: Moment) -> bool:
    """Return True if a text opens with a day, or with a place and a day, and a dash."""
    return not label_before(text[: moment.start]) and bool(_DATELINE.match(text[moment.end :]))


def _stated_dates(page: Findings, *keys: str) -> Dates:
    for key in keys:
        if moment := moment_of(page.structured.stated(key), page):
            yield Candidate(moment, "json-ld", key)


def _micro_dates(page: Findings, key: str) -> Dates:
    if moment := moment_of(page.structured.micro_text(key), page):
        yield Candidate(moment, "microdata", key)


def _meta_dates(page: Findings, names: Iterable[str]) -> Dates:
    for name in names:
        for content in page.structured.meta.get(name, ())[:1]:
            if moment := moment_of(content, page):
                yield Candidate(moment, f"meta:{name}")


def _time_dates(page: Findings, *kinds: str) -> Dates:
    for kind in kinds:
        for time in page.lines.times:
            if time.kind == kind and (moment := parse(time.datetime)):
                yield Candidate(moment, "visible:time", f"time {time.datetime}")


def _days_of_change(page: Findings) -> set[date]:
    """Return the days that ``time`` elements call those of a change, and none of publication."""
    published = {other.value.day for other in in_named_times(page)}
    return {other.value.day for other in _time_dates(page, CHANGED)} - published


def _near_headline(page: Findings) -> tuple[str, ...]:
    return (*page.lines.head, *page.lines.above)


def _line_dates(kind: str, texts: Iterable[str], page: Findings, witness: str) -> Dates:
    """Yield the dates of these lines that are dates of a kind; a label may have its own line."""
    before = ""
    for text in texts:
        if may_date(text):
            line = f"{before} {text}" if is_label(before) else text
            for dated, moment in dates_in(line, page):
                if dated == kind:
                    yield Candidate(moment, witness, text)
        before = text


def _is_in_prose(element: HtmlElement, page: Findings) -> bool:
    """Return True if an element stands in a paragraph: it dates what is told, not the story."""
    blocks = page.blocks
    around = (element, *islice(element.iterancestors(), BOXES))
    return any(
        blocks.outline.blocks[n].worth > LINE_WIDTH and blocks.outline.blocks[n].element in around
        for n in blocks.body.blocks
    )


def _machine_time(element: HtmlElement) -> str:
    """Return the time an element states to machines: ``datetime``, a script's, or hAtom's."""
    if element.tag == "time":
        return element.get("datetime") or ""
    if stamp := next(filter(None, map(element.get, STAMPED)), ""):
        return stamp
    names = element.get("class") or ""
    return (element.get("title") or "") if any(called(kind, names) for kind in HATOM) else ""
