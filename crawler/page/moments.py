"""When a story was published and when it was changed: which of a page's dates is which.

Structured data is believed first, then a labelled line, then a date in the lines between headline
and text, then the address. No date lies after the capture, and a page's clock, a copyright year
and the dates of other stories are never asked.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.page.dates import COUNTRY_ZONES, MONTH_FIRST, Moment, first_moment, in_url, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.byline import Lines
    from crawler.page.metadata import Case
    from crawler.page.structured import Structured

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date_published",
    "publishdate", "publish_date", "pubdate", "publish-date", "article:published", "article_date_original",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "article.published", "published_time", "published_at", "published-date", "originalpublicationdate",
    "apub:time", "og:time", "shareaholic:article_published_time", "og:pubdate", "releasedate", "release_date", "ptime",
    "firstpublishedtime", "weibo:article:create_at", "date.release", "citation_publication_date", "date",
)  # fmt: skip
"""Names of meta that state the day of publication, most particular first."""

MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "modified_time", "updated_time", "date.update", "weibo:article:update_at", "revised",
)  # fmt: skip

_PUBLISHED = re.compile(
    r"发布(?:时间|日期|于)?|發[布佈](?:時間|日期|於)?|刊登|发表(?:时间|于)|發表|发稿|日期|时间|時間|公開|配信|掲載|投稿|입력|등록|작성|게시"
    r"|publi[sc]|posted|erstellt|veröffentlicht|stand vom|vom\b|am\b|publié|mis en ligne|publicad|pubblicat|creat|geplaatst|gepubliceerd"
    r"|opublikowan|dodan|publikov|objavljen|közzé|опубликован|дата|надрукован|ngày|đăng|yayın|eklenme|giriş|نشر|تاريخ|انتشار|פורסם"
    r"|เผยแพร่|diterbitkan|date",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"更新|修改|最終|最后|수정|updated?|modified|aktualisiert|aktualisierung|geändert|mis à jour|actuali[sz]ad|atualizad|aggiornat"
    r"|bijgewerkt|gewijzigd|aktualizac|aktualizov|ažurirano|обновлен|оновлен|güncelle|oppdatert|uppdaterad|opdateret|päivitetty|تحديث|עודכן|edited",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"©|copyright|\(c\) ?\d|版权|all rights|今天是|today is|expires", re.IGNORECASE
)


def of(
    said: Structured, lines: Lines, case: Case, witnesses: dict[str, str]
) -> tuple[str | None, str | None]:
    """Return when it was published and changed, in ISO 8601; the witnesses are noted."""
    zone = zone_of(case)
    published = modified = None
    for name, moment in _published(said, lines, case):
        if _possible(moment, case.fetched_at):
            published, witnesses["datePublished"] = moment, name
            break
    for name, moment in _modified(said, lines, case):
        if _possible(moment, case.fetched_at):
            modified, witnesses["dateModified"] = moment, name
            break
    return (
        published.iso(zone) if published else None,
        modified.iso(zone) if modified else None,
    )


def _published(said: Structured, lines: Lines, case: Case) -> Iterator[tuple[str, Moment]]:
    language = _order(case)
    for key in ("datePublished", "uploadDate", "dateCreated"):
        if moment := parse(said.stated(key), language=language):
            yield "json-ld", moment
    if moment := parse(said.micro_text("datePublished"), language=language):
        yield "microdata", moment
    for name in PUBLISHED_META:
        for content in said.meta.get(name, ())[:1]:
            if moment := parse(content, language=language):
                yield f"meta:{name}", moment
    yield from _visible(lines, language)
    try:
        path = unquote(urlsplit(case.url).path)
    except ValueError:
        path = ""
    if day := in_url(path):
        yield "url", Moment(day)
    if moment := parse(
        said.micro_text("dateCreated") or said.micro_text("dateModified"), language=language
    ):
        yield "microdata", moment
    if moment := parse(said.stated("dateModified"), language=language):
        yield "json-ld", moment


def _visible(lines: Lines, language: str) -> Iterator[tuple[str, Moment]]:
    """Yield the dates of the lines around the text: labelled ones first."""
    plain, changed = [], []
    for text in (*lines.head, *lines.above, *lines.tail[:8]):
        if _NOT_OURS.search(text) or not any(c.isdigit() for c in text):
            continue
        moment = first_moment(text, language=language)
        if moment is None:
            continue
        if _PUBLISHED.search(text[: moment.start + 12]) and not _MODIFIED.match(text):
            yield "visible:label", moment
        elif _MODIFIED.search(text[: moment.start + 1]):
            changed.append(moment)
        elif text not in lines.tail or len(text) < 40:  # noqa: PLR2004
            plain.append((text in lines.tail, moment))
    for below, moment in plain:
        if not below:
            yield "visible:line", moment
    for stated in lines.times:
        if moment := parse(stated):
            yield "visible:time", moment
    for moment in changed:
        yield "visible:line", moment
    for below, moment in plain:
        if below:
            yield "visible:line", moment


def _modified(said: Structured, lines: Lines, case: Case) -> Iterator[tuple[str, Moment]]:
    language = _order(case)
    if moment := parse(said.stated("dateModified"), language=language):
        yield "json-ld", moment
    if moment := parse(said.micro_text("dateModified"), language=language):
        yield "microdata", moment
    for name in MODIFIED_META:
        for content in said.meta.get(name, ())[:1]:
            if moment := parse(content, language=language):
                yield f"meta:{name}", moment
    for text in lines.head:
        found = _MODIFIED.search(text)
        if found and (moment := first_moment(text[found.end() :], language=language)):
            yield "visible:label", moment


def _possible(moment: Moment, fetched_at: datetime) -> bool:
    """Say whether a page fetched then can carry that date; a day's grace for the zones."""
    return moment.day <= (fetched_at + timedelta(days=1)).date() and (
        moment.day.year,
        moment.day.month,
    ) != (1970, 1)


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


def zone_of(case: Case) -> str | None:
    """Return the zone that the page's clock goes by, where there is evidence for one."""
    if case.site.timezone:
        return case.site.timezone
    if "ICP备" in case.html or "ICP证" in case.html or "ICP備" in case.html:
        return "Asia/Shanghai"
    return COUNTRY_ZONES.get((urlsplit(case.url).hostname or "").rpartition(".")[2])
