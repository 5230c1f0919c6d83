"""When a story was published and when it was changed: which of a page's dates is which.

Structured data is believed first, then a labelled line, then a date in the lines between headline
and text, then the address. No date lies after the capture, and a page's clock, a copyright year
and the dates of other stories are never asked.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from crawler.page.ago import ago
from crawler.page.clocks import COUNTRY_ZONES
from crawler.page.dates import MONTH_FIRST, Moment, first_moment, in_url, parse
from crawler.page.embedded.app_state import stamp_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.page.case import Case

    Dates = Iterator[tuple[str, Moment]]
    """Dates with the names of their witnesses."""

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
    r"发布(?:时间|日期|于)?|發[布佈](?:時間|日期|於)?|刊登|发表(?:时间|于)|發表|发稿|日期|时间|時間|公開|配信|掲載|投稿|입력|등록|작성|게시"
    r"|publi[sc]|posted|erstellt|veröffentlicht|stand vom|^\W*(?:vom|am) |(?:meldung|mitteilung"
    r"|artikel) vom |datum|gespeichert|gepostet|geschrieben|eingestellt|submitted|added|written"
    r"|online seit|publié|mis en ligne|publicad|pubblicat|creat|geplaatst|gepubliceerd"
    r"|opublikowan|dodan|publikov|objavljen|közzé|опубликован|дата|надрукован|ngày|đăng|yayın|eklenme|giriş|نشر|تاريخ|انتشار|פורסם"
    r"|เผยแพร่|diterbitkan|date",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"更新|修改|最終|最后|수정|updated?|modified|\bakt\.|stand:|aktualisiert|aktualisierung"
    r"|geändert|mis à jour|actuali[sz]ad|atualizad|aggiornat"
    r"|bijgewerkt|gewijzigd|aktualizac|aktualizov|ažurirano|обновлен|оновлен|güncelle|oppdatert|uppdaterad|opdateret|päivitetty|تحديث|עודכן|edited",
    re.IGNORECASE,
)
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


def publication_dates(case: Case, witnesses: dict[str, str]) -> tuple[str | None, str | None]:
    """Return when it was published and changed, in ISO 8601; the witnesses are noted."""
    zone = zone_of(case)
    first = modified = None
    for name, moment in _modified(case):
        if _possible(moment, case.fetched_at):
            modified, witnesses["dateModified"] = moment, name
            break
    for name, moment in published(case):
        too_old = name.startswith("visible") and moment.day < FIRST_PAGE
        if _possible(moment, case.fetched_at) and not too_old:
            first, witnesses["datePublished"] = moment, name
            if not name.startswith("visible"):
                first = _as_seen(moment, modified, case, zone)
            if name in {"json-ld", "microdata"} and first is moment:
                first, witnesses["datePublished"] = _first_of(case, name, moment, modified)
            break
    return (
        first.iso(zone) if first else None,
        modified.iso(zone) if modified else None,
    )


def _first_of(
    case: Case, name: str, moment: Moment, modified: Moment | None
) -> tuple[Moment, str]:
    """Return the earlier day that the page's meta or its address names, where one is.

    Some systems state the day of the last change as that of publication; a move to another
    system does so for all that was there before.
    """
    if modified is not None and modified.day != moment.day:
        return moment, name
    language = _order(case)
    for ask, days in ((_in_meta, CHANGED), (_in_address, MOVED)):
        for witness, other in ask(case, language):
            if timedelta(days=days) < moment.day - other.day:
                return other, witness
    return moment, name


CHANGED, MOVED = 2, 30
"""Days by which another witness must be earlier: less is a difference of clocks, or a story
that was planned under another day."""


def published(case: Case) -> Iterator[tuple[str, Moment]]:
    """Yield every date of publication on the page with its witness, the best first."""
    language = _order(case)
    for ask in PUBLISHED:
        yield from ask(case, language)


def _in_json_ld(case: Case, language: str) -> Dates:
    for key in ("datePublished", "uploadDate", "dateCreated"):
        if moment := parse(case.said.stated(key), language=language):
            yield "json-ld", moment


def _in_microdata(case: Case, language: str) -> Dates:
    if moment := parse(case.said.micro_text("datePublished"), language=language):
        yield "microdata", moment


def _in_meta(case: Case, language: str) -> Dates:
    yield from _meta_dates(case, PUBLISHED_META, language)


def _in_weak_meta(case: Case, language: str) -> Dates:
    yield from _meta_dates(case, WEAK_META, language)


def _meta_dates(case: Case, names: Iterable[str], language: str) -> Dates:
    for name in names:
        for content in case.said.meta.get(name, ())[:1]:
            if moment := parse(content, language=language):
                yield f"meta:{name}", moment


def _in_labelled_lines(case: Case, language: str) -> Dates:
    yield from _lines_of("published", _near_headline(case), language, "visible:label")


def _in_lines(case: Case, language: str) -> Dates:
    yield from _lines_of("plain", _near_headline(case), language, "visible:line")


def _in_times(case: Case, _: str) -> Dates:
    for stated in case.lines.times:
        if moment := parse(stated):
            yield "visible:time", moment


def _in_opening(case: Case, language: str) -> Dates:
    """Yield dates of short or labelled lines at the head of the text."""
    for text in case.lines.opening:
        kind, moment = _dated(text, language)
        short = len(text) <= SHORT and kind != "other"
        if moment and (short or (kind == "published" and moment.start < LABEL)):
            yield "visible:opening", moment


def _in_updates(case: Case, language: str) -> Dates:
    yield from _lines_of("changed", _near_headline(case), language, "visible:line")


def _in_tail(case: Case, language: str) -> Dates:
    yield from _lines_of("published", case.lines.tail, language, "visible:tail")


def _in_state(case: Case, language: str) -> Dates:
    if case.state and (moment := parse(case.state.date, language=language)):
        yield "state", moment


def _in_lone_lines(case: Case, language: str) -> Dates:
    """Yield dates that stand alone in a line near the story, or are labelled further off."""
    lines = case.lines
    for text in (*lines.inside, *reversed(lines.far), *lines.tail[:8]):
        kind, moment = _dated(text, language)
        if moment and (kind == "published" or moment.end - moment.start > 0.5 * len(text)):
            yield "visible:line", moment


def _in_lone_times(case: Case, _: str) -> Dates:
    """Yield the day of the ``time`` elements of the page where they all name one."""
    stated = [text for e in case.root.iter("time", "abbr", "span") if (text := _machine_time(e))]
    times = [moment for text in stated[:20] if (moment := parse(text))]
    if len({moment.day for moment in times}) == 1:
        yield "visible:time", times[0]


def _in_address(case: Case, _: str) -> Dates:
    try:
        path = unquote(urlsplit(case.url).path)
    except ValueError:
        return
    if day := in_url(path):
        yield "url", Moment(day)


def _without_a_year(case: Case, _: str) -> Dates:
    """Yield the day of a line that names none but its year, where a stamp on the page does."""
    for text in _near_headline(case):
        found = _YEARLESS.search(text)
        if found is None:
            continue
        month, day = int(found[1]), int(found[2])
        stamps = set(re.findall(rf"(?<!\d)((?:19|20)\d\d){month:02}{day:02}(?!\d)", case.html))
        if len(stamps) == 1:
            moment = parse(f"{stamps.pop()}-{month:02}-{day:02}")
            if moment:
                yield "visible:line", moment


_YEARLESS = re.compile(r"(?<![年\d/.-])(\d{1,2})月(\d{1,2})日")


def _ago(case: Case, _: str) -> Dates:
    """Yield the day of a line that says how long ago it was, in the page's own zone."""
    zone = zone_of(case)
    now = case.fetched_at.astimezone(ZoneInfo(zone)) if zone else case.fetched_at
    for text in _near_headline(case):
        told = ago(text, now) if len(text) <= SHORT and not _MODIFIED.search(text) else None
        if told:
            yield "visible:ago", told


def _in_modification(case: Case, language: str) -> Dates:
    said = case.said
    for name, text in (
        ("microdata", said.micro_text("dateCreated") or said.micro_text("dateModified")),
        ("microdata", said.micro_text("dateUpdate")),
        ("json-ld", said.stated("dateModified")),
    ):
        if moment := parse(text, language=language):
            yield name, moment
    yield from _lines_of(
        "changed", (*case.lines.inside, *case.lines.tail), language, "visible:tail"
    )


def _in_scripts(case: Case, _: str) -> Dates:
    if moment := parse(stamp_in(case.html)):
        yield "state", moment


PUBLISHED: tuple[Callable[[Case, str], Dates], ...] = (
    _in_json_ld,
    _in_microdata,
    _in_meta,
    _in_labelled_lines,
    _in_lines,
    _in_times,
    _in_opening,
    _in_updates,
    _in_tail,
    _in_state,
    _in_weak_meta,
    _in_lone_lines,
    _in_lone_times,
    _in_scripts,
    _without_a_year,
    _in_address,
    _ago,
    _in_modification,
)
"""The witnesses of the day of publication, in the order they are believed."""


def _near_headline(case: Case) -> tuple[str, ...]:
    return (*case.lines.head, *case.lines.above)


def _lines_of(kind: str, texts: Iterable[str], language: str, witness: str) -> Dates:
    for text in texts:
        what, moment = _dated(text, language)
        if what == kind and moment:
            yield witness, moment


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


@lru_cache(maxsize=512)
def _dated(text: str, language: str) -> tuple[str, Moment | None]:
    """Return what a line's date is the date of, and the date."""
    if ("年" not in text and not any(c.isdigit() for c in text)) or _NOT_OURS.search(text):
        return "other", None
    moment = first_moment(text, language=language)
    if moment is None:
        return "other", None
    before = text[max(0, moment.start - LABEL) : moment.start]
    if _MODIFIED.search(before) and not _PUBLISHED.search(before):
        return "changed", moment
    if _PUBLISHED.search(before) or _POSTED.match(text[moment.end : moment.end + LABEL]):
        return "published", moment
    return ("plain" if len(text) <= 160 else "other"), moment  # noqa: PLR2004


def _modified(case: Case) -> Dates:
    """Yield every date of the last change with its witness, the best first."""
    said, lines = case.said, case.lines
    language = _order(case)
    if moment := parse(said.stated("dateModified"), language=language):
        yield "json-ld", moment
    if moment := parse(said.micro_text("dateModified"), language=language):
        yield "microdata", moment
    yield from _meta_dates(case, MODIFIED_META, language)
    shown = [text for text in lines.opening if len(text) <= SHORT]
    for text in (*lines.head, *shown):
        found = _MODIFIED.search(text)
        if found and (moment := first_moment(text[found.end() :], language=language)):
            yield "visible:label", moment


def _as_seen(moment: Moment, modified: Moment | None, case: Case, zone: str | None) -> Moment:
    """Return a stated time as the page's readers see it, where they see another day.

    Times are stated in UTC more often than newspapers live by it, so a day more or less is the
    page's own clock. And where the one date shown, and not called an update, is the day stated as
    modified, the story stands under that day: on 8 of 9 labelled pages of this kind the day shown
    is the right one.
    """
    of_utc = moment.offset == timedelta() and moment.clock is not None
    if not of_utc and not (modified and modified.day > moment.day):
        return moment
    language = _order(case)
    shown = [_dated(text, language) for text in (*_near_headline(case), *case.lines.opening)]
    days = (parse(stated, language=language) for stated in case.lines.times)
    shown += [("plain", day) for day in days if day and not day.clock]
    stated = {parsed.day for text in case.lines.times if (parsed := parse(text))}
    if moment.day in stated | {seen.day for kind, seen in shown if seen and kind != "changed"}:
        return moment
    seen = next((seen for kind, seen in shown if seen and kind in {"published", "plain"}), None)
    local = moment.in_zone(zone) if zone and of_utc else moment
    if seen is None:
        lone = (day.day for _, day in _in_lone_times(case, ""))
        return local if local.day != moment.day and local.day in lone else moment
    if of_utc and abs((seen.day - moment.day).days) == 1 and (not zone or local.day == seen.day):
        return local if zone else seen
    if modified and seen.day == modified.day > moment.day:
        return seen if seen.clock else modified
    return moment


def _possible(moment: Moment, fetched_at: datetime) -> bool:
    """Say whether a page fetched then can carry that date; a day's grace for the zones."""
    return moment.day <= (fetched_at + timedelta(days=1)).date() and (
        moment.day.year,
        moment.day.month,
    ) != (1970, 1)


FIRST_PAGE = date(1990, 12, 20)
"""The first there was. An older day that a page shows, and does not state as its own to machines,
is somebody's birthday."""


def _order(case: Case) -> str:
    """Return the language that decides which of two numbers is the day."""
    language = (case.language or "").lower()
    if language in MONTH_FIRST:
        return language
    if language == "en":
        tld = (urlsplit(case.url).hostname or "").rpartition(".")[2]
        locale = case.said.first("og:locale").lower().replace("_", "-")
        if locale.startswith("en-"):
            return locale
        return "en-us" if tld in {"com", "us", "org", "net"} else "en-gb"
    return language


_LICENSED = re.compile("ICP ?[备证備]")
"""A licence of mainland China, whose newspapers live by Beijing's clock."""


def zone_of(case: Case) -> str | None:
    """Return the zone that the page's clock goes by, where there is evidence for one."""
    if case.site.timezone:
        return case.site.timezone
    if (case.language or "").startswith("zh") and _LICENSED.search(case.html):
        return "Asia/Shanghai"
    return COUNTRY_ZONES.get((urlsplit(case.url).hostname or "").rpartition(".")[2])
