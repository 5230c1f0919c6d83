"""A story as a row: the columns that every table of an export has.

One list for Parquet, CSV and SQLite. A column's kind is that of its values: ``text``, ``texts``
(several, in order), ``count``, ``time`` (in UTC), ``day``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from crawler.archive.jsonl import line_of
from crawler.exports.held import day_of
from crawler.text.repair.invisible import pair_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.exports.held import HeldStory

Kind = Literal["text", "texts", "count", "time", "day"]


class Column(NamedTuple):
    """A column: what it is called, what its values are, and where they come from."""

    name: str
    kind: Kind
    value: Callable[[HeldStory], Any]


def _text(key: str) -> Callable[[HeldStory], str | None]:
    return lambda story: story.record.get(key)


def _named(key: str) -> Callable[[HeldStory], str | None]:
    return lambda story: story.record.get(key, {}).get("name") or None


def _names(key: str) -> Callable[[HeldStory], list[str]]:
    return lambda story: [each["name"] for each in story.record.get(key, ()) if each.get("name")]


def _of_each(field: str, key: str) -> Callable[[HeldStory], list[str]]:
    return lambda story: [each[key] for each in story.record.get(field, ()) if key in each]


def _known(key: str) -> Callable[[HeldStory], Any]:
    return lambda story: story.record["provenance"].get(key)


def _place(key: str) -> Callable[[HeldStory], Any]:
    def value(story: HeldStory) -> Any:
        places = story.record["provenance"].get("locations") or [{}]
        return places[0].get(key)

    return value


def time_of(stated: str | None) -> datetime | None:
    """Return a stated time in UTC; None for a day alone, or a time without its zone.

    >>> time_of("2026-02-05T09:12:00+08:00").isoformat(), time_of("2026-02-05")
    ('2026-02-05T01:12:00+00:00', None)
    """
    try:
        moment = datetime.fromisoformat(stated or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def precision_of(stated: str | None) -> str | None:
    """Return how exactly a time is stated: ``zone``, ``time``, ``day``, ``month`` or ``year``.

    >>> [precision_of(at) for at in ("2026-02-05T09:12:00+08:00", "2026-02-05T09:12", "2026-02")]
    ['zone', 'time', 'month']
    """
    if not stated:
        return None
    if "T" in stated:
        return "zone" if time_of(stated) else "time"
    return ("year", "month", "day")[stated.count("-")]


def _day(story: HeldStory) -> date | None:
    try:
        return date.fromisoformat(day_of(story.record))
    except ValueError:
        return None


COLUMNS = (
    Column("identifier", "text", _text("identifier")),
    Column("url", "text", _text("url")),
    Column("version", "count", _text("version")),
    Column("is_based_on", "text", _text("isBasedOn")),
    Column("host", "text", lambda story: urlsplit(story.record["url"]).hostname),
    Column("day", "day", _day),
    Column("kicker", "text", _text("kicker")),
    Column("headline", "text", _text("headline")),
    Column("alternative_headline", "text", _text("alternativeHeadline")),
    Column("description", "text", _text("description")),
    Column("abstract", "text", _text("abstract")),
    Column("article_body", "text", _text("articleBody")),
    Column("article_html", "text", _text("articleHtml")),
    Column("article_markdown", "text", _text("articleMarkdown")),
    Column("word_count", "count", _text("wordCount")),
    Column("article_section", "text", _text("articleSection")),
    Column("keywords", "texts", lambda story: story.record.get("keywords", [])),
    Column("in_language", "text", _text("inLanguage")),
    Column("author", "texts", _names("author")),
    Column("editor", "texts", _names("editor")),
    Column("contributor", "texts", _names("contributor")),
    Column("source_organization", "text", _named("sourceOrganization")),
    Column("publisher", "text", _named("publisher")),
    Column("date_published", "text", _text("datePublished")),
    Column("published_at", "time", lambda story: time_of(story.record.get("datePublished"))),
    Column("precision", "text", lambda story: precision_of(story.record.get("datePublished"))),
    Column("date_modified", "text", _text("dateModified")),
    Column("fetched_at", "time", lambda story: time_of(story.record["provenance"]["fetchedAt"])),
    Column("withdrawn_at", "time", lambda story: time_of(story.withdrawn_at)),
    Column("same_as", "texts", lambda story: story.record.get("sameAs", [])),
    Column("image_urls", "texts", _of_each("image", "contentUrl")),
    Column("image_captions", "texts", _of_each("image", "caption")),
    Column("links", "texts", _of_each("citation", "url")),
    Column("comment_count", "count", _text("commentCount")),
    Column("comments", "texts", _of_each("comment", "text")),
    Column("copyright_notice", "text", _text("copyrightNotice")),
    Column("license", "text", _text("license")),
    Column("flags", "texts", lambda story: story.record["provenance"].get("flags", [])),
    Column("captures", "texts", _known("captures")),
    Column("warc_file", "text", _place("file")),
    Column("warc_offset", "count", _place("offset")),
    Column("record", "text", lambda story: line_of(story.record)),
)
"""In the order of every table. ``day`` is that of publication or else of capture, and
``precision`` says how exactly ``date_published`` is stated; ``record`` is the whole line."""


def row_of(story: HeldStory) -> dict[str, Any]:
    """Return a story as a row: a value, or None, for each column."""
    return {column.name: sound(column.value(story)) for column in COLUMNS}


def spelled(value: Any) -> Any:
    """Return a value of a row with days and times as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def sound(value: Any) -> Any:
    """Return a JSON value that can be written as UTF-8: half a surrogate pair becomes U+FFFD."""
    if isinstance(value, str):
        return pair_surrogates(value)
    if isinstance(value, dict):
        return {sound(name): sound(each) for name, each in value.items()}
    return [sound(each) for each in value] if isinstance(value, list) else value
