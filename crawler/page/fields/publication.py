"""When a story was published and when it was changed: the dates on a page, and what each is of.

Structured data states dates, lines show them with a label or without, the address holds a day.
No date lies after the capture, and a page's clock, a copyright year and the dates of other stories
are no candidates. Which is believed before which is said in `crawler.page.precedence`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from crawler.lang.dates.parse import Moment, first_moment, in_url, parse
from crawler.lang.dates.relative import ago
from crawler.lang.dates.timezones import COUNTRY_ZONES
from crawler.page.candidate import Candidate
from crawler.page.embedded.app_state import stamp_in
from crawler.page.findings.machine_times import machine_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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

_PUBLISHED = re.compile(
    r"发布(?:时间|日期|于)?|發[布佈](?:時間|日期|於)?|刊登|发表(?:时间|于)|發表|发稿|(?<!更新)(?<!修改)(?:日期|时间|時間)|公開|配信|掲載|投稿|입력|등록|작성|게시"
    r"|publi[sc]|posted|erstellt|veröffentlicht|stand vom|^\W*(?:vom|am) |(?:meldung|mitteilung"
    r"|artikel) vom |datum|gespeichert|gepostet|geschrieben|eingestellt|submitted|added|written"
    r"|online seit|publié|mis en ligne|publicad|pubblicat|creat|geplaatst|gepubliceerd"
    r"|opublikowan|dodan|publikov|objavljen|közzé|опубликован|дата|надрукован|ngày|đăng|yayın|eklenme|giriş|نشر|تاريخ|انتشار|פורסם"
    r"|เผยแพร่|diterbitkan|(?<!up)date",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"更新|修改|最終|最后|수정|updated?|modified|\bakt\.|stand:|aktualisiert|aktualisierung"
    r"|geändert|mis à jour|actuali[sz]ad|atualizad|aggiornat"
    r"|bijgewerkt|gewijzigd|aktualizac|aktualizov|ažurirano|обновлен|оновлен|güncelle|oppdatert|uppdaterad|opdateret|päivitetty|تحديث|עודכן|edited",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"\b(?:received|accepted|embargo\w*|eingegangen|angenommen|reçu|accepté|recibido|aceptado)\b",
    re.IGNORECASE,
)
"""Labels of days that are neither of publication nor of a change."""

_POSTED = re.compile(
    r"[^\d]{0,16}(?:gepostet|veröffentlicht|geschrieben|posted|published|publié|publicado|pubblicato|опубликован"
    r"|に(?:公開|投稿|掲載)|发布|發布|发表)",
    re.IGNORECASE,
)
"""What says behind a date that it is the day of publication."""

_NOT_OURS = re.compile(
    r"©|copyright|\(c\) ?\d|版权|all rights|今天是|today is|expires"
    r"|引用日期|访问日期|訪問日期|閲覧日|accessed on|retrieved|abgerufen|consulté le|consultato"
    r"|consultad[oa] e[lm]|dostęp|дата обращения|erişim tarihi",
    re.IGNORECASE,
)


def in_json_ld(page: Findings) -> Dates:
    """Yield what the JSON-LD of the article states."""
    for key in ("datePublished", "uploadDate", "dateCreated"):
        if moment := _parsed(page.structured.stated(key), page):
            yield Candidate(moment, "json-ld", key)


def in_microdata(page: Findings) -> Dates:
    """Yield what the microdata state."""
    if moment := _parsed(page.structured.micro_text("datePublished"), page):
        yield Candidate(moment, "microdata", "datePublished")


def in_meta(page: Findings) -> Dates:
    """Yield what the meta elements state that are of the day of publication."""
    return _meta_dates(page, PUBLISHED_META)


def in_weak_meta(page: Findings) -> Dates:
    """Yield what the meta elements state that may be of another day."""
    return _meta_dates(page, WEAK_META)


def _meta_dates(page: Findings, names: Iterable[str]) -> Dates:
    for name in names:
        for content in page.structured.meta.get(name, ())[:1]:
            if moment := _parsed(content, page):
                yield Candidate(moment, f"meta:{name}")


def in_labelled_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of publication."""
    return _dates_in("published", _near_headline(page), page, "visible:label")


def in_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that have no label."""
    return _dates_in("plain", _near_headline(page), page, "visible:line")


def in_named_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline that are called those of publication."""
    return _times_of({"published"}, page)


def in_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline; what is called a change comes last."""
    yield from _times_of({"published", ""}, page)
    yield from _times_of({"changed"}, page)


def _times_of(kinds: Collection[str], page: Findings) -> Dates:
    for time in page.lines.times:
        if time.kind in kinds and (moment := parse(time.datetime)):
            yield Candidate(moment, "visible:time", f"time {time.datetime}")


def in_opening(page: Findings) -> Dates:
    """Yield dates of short or labelled lines at the head of the text."""
    language = _order(page)
    for text in page.lines.opening:
        short = len(text) <= SHORT
        for kind, moment in _dates_of(text, language):
            if (short and kind != "other") or (kind == "published" and moment.start < LABEL):
                yield Candidate(moment, "visible:opening", text)


def in_updates(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of a change."""
    return _dates_in("changed", _near_headline(page), page, "visible:line")


def in_tail(page: Findings) -> Dates:
    """Yield the dates under the text that are labelled as those of publication."""
    return _dates_in("published", page.lines.tail, page, "visible:tail")


def in_state(page: Findings) -> Dates:
    """Yield the date of the article in the scripts' state."""
    if page.state and (moment := _parsed(page.state.date, page)):
        yield Candidate(moment, "state", page.state.date)


def in_lone_lines(page: Findings) -> Dates:
    """Yield dates that stand alone in a line near the story, or are labelled further off."""
    lines, language = page.lines, _order(page)
    for text in (*lines.inside, *reversed(lines.far), *lines.tail[:8]):
        kind, moment = _dated(text, language)
        if moment and (kind == "published" or moment.end - moment.start > 0.5 * len(text)):
            yield Candidate(moment, "visible:line", text)


def in_lone_times(page: Findings) -> Dates:
    """Yield the day of the ``time`` elements of the page where they all name one."""
    stated = [
        text
        for element in page.document.root.iter("time", "abbr", "span")
        if (text := _machine_time(element)) and not _is_in_prose(element, page)
    ]
    times = [moment for text in stated[:20] if (moment := parse(text))]
    if len({moment.day for moment in times}) == 1:
        yield Candidate(times[0], "visible:time", "every time element of the page")


def in_address(page: Findings) -> Dates:
    """Yield the day that the page's address names."""
    try:
        path = unquote(urlsplit(page.document.url).path)
    except ValueError:
        return
    if day := in_url(path):
        yield Candidate(Moment(day), "url", path)


def without_a_year(page: Findings) -> Dates:
    """Yield the day of a line that names none but its year, where a stamp on the page does."""
    for text in _near_headline(page):
        yearless = _YEARLESS.search(text)
        if yearless is None:
            continue
        month, day = int(yearless[1]), int(yearless[2])
        stamp = rf"(?<!\d)((?:19|20)\d\d){month:02}{day:02}(?!\d)"
        years = set(re.findall(stamp, page.document.text))
        if len(years) == 1 and (moment := parse(f"{years.pop()}-{month:02}-{day:02}")):
            yield Candidate(moment, "visible:line", text)


_YEARLESS = re.compile(r"(?<![年\d/.-])(\d{1,2})月(\d{1,2})日")


def in_distances(page: Findings) -> Dates:
    """Yield the day of a line that says how long ago it was, in the page's own zone."""
    zone, now = zone_of(page), page.document.fetched_at
    now = now.astimezone(ZoneInfo(zone)) if zone else now
    for text in _near_headline(page):
        if len(text) <= SHORT and not _MODIFIED.search(text) and (moment := ago(text, now)):
            yield Candidate(moment, "visible:ago", text)


def in_modification(page: Findings) -> Dates:
    """Yield the dates of creation and of change: better than none."""
    statements = page.structured
    created = statements.micro_text("dateCreated") or statements.micro_text("dateModified")
    for witness, key, text in (
        ("microdata", "dateCreated", created),
        ("microdata", "dateUpdate", statements.micro_text("dateUpdate")),
        ("json-ld", "dateModified", statements.stated("dateModified")),
    ):
        if moment := _parsed(text, page):
            yield Candidate(moment, witness, key)
    around = (*page.lines.inside, *page.lines.tail)
    yield from _dates_in("changed", around, page, "visible:tail")


def in_scripts(page: Findings) -> Dates:
    """Yield the day of publication that the scripts of a page name, where they name one."""
    if moment := parse(stamp_in(page.document.text)):
        yield Candidate(moment, "state", "scripts")


def modified_in_json_ld(page: Findings) -> Dates:
    """Yield the day of the last change that JSON-LD states."""
    if moment := _parsed(page.structured.stated("dateModified"), page):
        yield Candidate(moment, "json-ld", "dateModified")


def modified_in_microdata(page: Findings) -> Dates:
    """Yield the day of the last change that microdata state."""
    if moment := _parsed(page.structured.micro_text("dateModified"), page):
        yield Candidate(moment, "microdata", "dateModified")


def modified_in_meta(page: Findings) -> Dates:
    """Yield the days of the last change that meta elements state."""
    return _meta_dates(page, MODIFIED_META)


def modified_in_times(page: Findings) -> Dates:
    """Yield the ``time`` elements near the headline that are called those of a change."""
    return _times_of({"changed"}, page)


def modified_in_lines(page: Findings) -> Dates:
    """Yield the dates near the headline that are labelled as those of a change."""
    shown = [text for text in page.lines.opening if len(text) <= SHORT]
    for text in (*page.lines.head, *shown):
        label = _MODIFIED.search(text)
        if label and (moment := first_moment(text[label.end() :], language=_order(page))):
            yield Candidate(moment, "visible:label", text)


def is_possible(candidate: Candidate[Moment], page: Findings) -> bool:
    """Return True if a page fetched then can carry that date; a day's grace for the zones."""
    day, fetched_at = candidate.value.day, page.document.fetched_at
    return day <= (fetched_at + timedelta(days=1)).date() and (day.year, day.month) != (1970, 1)


def can_be_published(candidate: Candidate[Moment], page: Findings) -> bool:
    """Return True for a possible date that is no birthday: one shown is of an age with the web."""
    shown = candidate.witness.startswith("visible")
    old = shown and candidate.value.day < FIRST_PAGE
    return is_possible(candidate, page) and not old


FIRST_PAGE = date(1990, 12, 20)
"""The first there was. An older day that a page shows, and does not state as its own to machines,
is somebody's birthday."""


def to_the_minute_that_its_element_states(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return the date of a line with the minute or the offset that its element has for machines.

    Of two witnesses that agree, the more exact one is believed; where they do not, what is shown.
    """
    del candidates
    element = page.lines.elements.get(best.place)
    if element is None or best.value.offset is not None or best.value.zone:
        return best
    zone = zone_of(page)
    exact = (_agreeing(best.value, other, zone) for other in machine_times(element, best.place))
    moment = next(filter(None, exact), None)
    return replace(best, value=moment) if moment else best


def _agreeing(shown: Moment, exact: Moment, zone: str | None) -> Moment | None:
    """Return an exact moment by the clock that is shown; None where the two do not agree."""
    if exact.clock is None:
        return None
    return (
        _on_that_day(shown, exact, zone) if shown.clock is None else _at_that_minute(shown, exact)
    )


def _on_that_day(shown: Moment, exact: Moment, zone: str | None) -> Moment | None:
    local = exact.in_zone(zone) if zone else exact
    same = (moment for moment in (local, exact) if moment.day == shown.day)
    return None if exact.clock == MIDNIGHT else next(same, None)


def _at_that_minute(shown: Moment, exact: Moment) -> Moment | None:
    if exact.offset is None:
        return None
    ahead = _naive(shown) - _naive(exact)
    if not ahead:
        return exact
    quarters = ahead % QUARTER == timedelta() and abs(ahead) <= FURTHEST
    local = exact.offset == timedelta() and quarters
    return Moment(shown.day, shown.clock, ahead) if local else None


MIDNIGHT = (0, 0, 0)
"""What systems state that know the day alone."""

QUARTER, FURTHEST = timedelta(minutes=15), timedelta(hours=14)
"""Zones differ from UTC by quarters of an hour, and by 14 hours at most."""


def _naive(moment: Moment) -> datetime:
    """Return a moment by its own clock, to the minute."""
    hour, minute, _ = moment.clock or (0, 0, 0)
    return datetime(moment.day.year, moment.day.month, moment.day.day, hour, minute)  # noqa: DTZ001


def to_the_minute_that_the_page_shows(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return a stated day with the time of day that another witness gives for the same day."""
    del candidates
    if best.value.clock or best.line not in {"json-ld", "microdata", "meta"}:
        return best
    for ask in (in_microdata, in_meta, in_times, in_labelled_lines):
        for other in ask(page):
            exact = other.value.clock and other.value.clock != MIDNIGHT
            if exact and other.value.day == best.value.day:
                return replace(best, value=other.value)
    return best


def by_the_clock_of_its_readers(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return a stated time as the page's readers see it, where they see another day.

    Times are stated in UTC more often than newspapers live by it, so a day more or less is the
    page's own clock. And where the one date shown, and not called an update, is the day stated as
    modified, the story stands under that day: on 8 of 9 labelled pages of this kind the day shown
    is the right one.
    """
    del candidates
    moment, modified = best.value, page.modified
    of_utc = moment.offset == timedelta() and moment.clock is not None
    later = modified is not None and modified.day > moment.day
    shown_alone = best.witness.startswith("visible") and best.witness != "visible:time"
    if shown_alone or not (of_utc or later):
        return best
    shown = _shown_days(page)
    stated = {day.day for time in page.lines.times if (day := parse(time.datetime))}
    if moment.day in stated | {seen.day for kind, seen in shown if kind != "changed"}:
        return best
    days = dict(reversed(shown))
    seen = next((days[kind] for kind in ("published", "plain", "changed") if kind in days), None)
    zone = zone_of(page)
    local = moment.in_zone(zone) if zone and of_utc else moment
    if seen is None:
        lone = (other.value.day for other in in_lone_times(page))
        moved = local.day != moment.day and local.day in lone
        return replace(best, value=local) if moved else best
    if of_utc and abs((seen.day - moment.day).days) == 1 and (not zone or local.day == seen.day):
        return replace(best, value=local if zone else seen)
    if modified and seen.day == modified.day > moment.day:
        return replace(best, value=seen if seen.clock else modified)
    return best


def _shown_days(page: Findings) -> list[tuple[str, Moment]]:
    """Return the dates that a page shows at its headline, and what each is the date of."""
    language = _order(page)
    texts = (*_near_headline(page), *page.lines.opening)
    dated = [named for text in texts for named in _dates_of(text, language)]
    days = ((t.kind, parse(t.datetime, language=language)) for t in page.lines.times)
    return dated + [(kind or "plain", day) for kind, day in days if day and not day.clock]


def not_the_day_of_the_last_change(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return the earlier day that the page's meta or its address names, where one is.

    Some systems state the day of the last change as that of publication; a move to another
    system does so for all that was there before.
    """
    moment, modified = best.value, page.modified
    if best.witness not in {"json-ld", "microdata"}:
        return best
    if modified is not None and modified.day != moment.day:
        return best
    for line, days in (("meta", CHANGED), ("address", MOVED)):
        for other in candidates:
            if other.line == line and timedelta(days=days) < moment.day - other.value.day:
                return other
    return best


CHANGED, MOVED = 2, 30
"""Days by which another witness must be earlier: less is a difference of clocks, or a story
that was planned under another day."""


def _parsed(text: str, page: Findings) -> Moment | None:
    return parse(text, language=_order(page))


def _near_headline(page: Findings) -> tuple[str, ...]:
    return (*page.lines.head, *page.lines.above)


def _dates_in(kind: str, texts: Iterable[str], page: Findings, witness: str) -> Dates:
    """Yield the dates of these lines that are dates of a kind."""
    language = _order(page)
    for text in texts:
        for dated, moment in _dates_of(text, language):
            if dated == kind:
                yield Candidate(moment, witness, text)


def _is_in_prose(element: HtmlElement, page: Findings) -> bool:
    """Return True if an element stands in a paragraph: it dates what is told, not the story."""
    blocks = page.blocks
    around = (element, *islice(element.iterancestors(), PROSE_UP))
    return any(
        blocks.outline.blocks[n].worth > SHORT and blocks.outline.blocks[n].element in around
        for n in blocks.body.blocks
    )


PROSE_UP = 3
"""Levels between an element in a sentence and the paragraph."""


def _machine_time(element: HtmlElement) -> str:
    """Return the time an element states to machines: ``datetime``, or hAtom's ``title``."""
    if element.tag == "time":
        return element.get("datetime") or ""
    called = element.get("class")
    return (element.get("title") or "") if called and _HATOM.search(called) else ""


_HATOM = re.compile(r"(?:^|\s)(?:published|updated|dtstart)(?:\s|$)")
SHORT = 60
"""Characters of a line that can be a date and little else.

`SHORT`, measured: at 30 segments date -0.3; at 120 nothing.
"""

LABEL = 40
"""Characters between a label and its date.

Measured: at 20 segments date -1.0; at 80 nothing.
"""


def _dated(text: str, language: str) -> tuple[str, Moment | None]:
    """Return what the first date of a line is the date of, and the date."""
    return next(iter(_dates_of(text, language)), ("other", None))


@lru_cache(maxsize=512)
def _dates_of(text: str, language: str) -> tuple[tuple[str, Moment], ...]:
    """Return the dates of a line, and what each is the date of.

    Kinds are ``published``, ``changed``, ``plain`` for the first where nothing says, and
    ``other``. A label counts up to the date before: "Updated 9 May | Published 8 May".
    """
    if ("年" not in text and not any(c.isdigit() for c in text)) or _NOT_OURS.search(text):
        return ()
    dates: list[tuple[str, Moment]] = []
    start = 0
    while len(dates) < MOST_DATES and (moment := first_moment(text[start:], language=language)):
        before = text[start : start + moment.start][-LABEL:]
        end = start + moment.end
        dates.append((_kind(before, text[end : end + LABEL], dates, len(text)), moment))
        start = end
    return tuple(dates)


MOST_DATES = 3
"""Dates of a line that are looked at: received, accepted, published."""

LONGEST = 160
"""Characters of a line that dates the story without saying so."""


def _kind(before: str, after: str, earlier: Sequence[object], length: int) -> str:
    """Return what a date is the date of, by the words before it and behind."""
    if _MODIFIED.search(before) and not _PUBLISHED.search(before):
        return "changed"
    if _ELSE.search(before):
        return "other"
    if _PUBLISHED.search(before) or _POSTED.match(after):
        return "published"
    return "plain" if not earlier and length <= LONGEST else "other"


def _order(page: Findings) -> str:
    """Return the language that decides which of two numbers is the day."""
    language = (page.language or "").lower()
    if language == "en":
        locale = page.structured.first("og:locale").lower().replace("_", "-")
        if locale.startswith("en-"):
            return locale
        return "en-us" if _country(page) in {"com", "us", "org", "net"} else "en-gb"
    return language


_LICENSED = re.compile("ICP ?[备证備]")
"""A licence of mainland China, whose newspapers live by Beijing's clock."""


def zone_of(page: Findings) -> str | None:
    """Return the zone that the page's clock goes by, where there is evidence for one."""
    if page.site.timezone:
        return page.site.timezone
    if page.is_chinese and _LICENSED.search(page.document.text):
        return "Asia/Shanghai"
    return COUNTRY_ZONES.get(_country(page))


def _country(page: Findings) -> str:
    """Return the top-level domain of a page's address."""
    return page.document.host.rpartition(".")[2]
