"""An article, as one reading of a capture, and how it is known.

The `Edit`s in its `Provenance` say what was changed on the way, by what, and how to take it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.model.capture import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

RENDERED = "rendered"
"""Flag of an article that was read from what a browser made of its page."""

MOST_PARTS = 5_000
"""Authors, pictures, updates of an article, each: 40,000 authors of one page held the process that
is given the article for 125 ms. A live report of three days has a thousand updates."""


@dataclass(frozen=True, slots=True)
class Person:
    """A schema.org ``Person``: the name only, no 记者 and no "By"."""

    name: str
    job_title: str | None = None
    affiliation: str | None = None
    """The name of the organisation that sent them."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A schema.org ``PropertyValue``: a licence or registration number."""

    property_id: str
    """What kind of number: ``ICP``, ``公安备案``, ``互联网新闻信息服务许可证``, ..."""

    value: str


@dataclass(frozen=True, slots=True)
class Organization:
    """A schema.org ``Organization``."""

    name: str = ""
    """Empty where a page names no more of it than its numbers."""

    url: str | None = None
    email: str | None = None
    telephone: str | None = None
    identifier: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A schema.org ``ImageObject`` of the article."""

    content_url: str | None = None
    caption: str | None = None
    credit_text: str | None = None
    position: int | None = None
    """After how many paragraphs of the body it stands; 0 is above the first."""

    digest: str | None = None
    """Of the payload, ``sha1:…``, where the picture is kept among the captures: ``IMAGES``."""


@dataclass(frozen=True, slots=True)
class LiveUpdate:
    """A schema.org ``BlogPosting``: one entry of a report as it happens."""

    headline: str | None = None
    date_published: str | None = None
    """ISO 8601 with the offset; as of the story."""

    article_body: str = ""
    """Its paragraphs, one a line."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A schema.org ``Comment``: what a reader wrote under a story."""

    text: str | None = None
    """Its paragraphs, one a line, without markup; None where it only names another."""

    author: Person | None = None
    """As they sign."""

    date_created: str | None = None
    """ISO 8601, with the offset where that is known."""

    position: int | None = None
    """Which one of the story it is, counted from 1."""

    parent_item: Comment | None = None
    """The one that it answers, by its position; None where it answers the story."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A schema.org ``WebPage`` that a story links to, on another host."""

    url: str
    name: str | None = None
    """The words that are the link."""

    position: int | None = None
    """In which paragraph of the body, counted from 0."""


@dataclass(frozen=True, slots=True)
class Post:
    """A schema.org ``SocialMediaPosting`` that a story shows from elsewhere."""

    url: str
    position: int | None = None
    """After how many paragraphs of the body it stands."""


@dataclass(frozen=True, slots=True)
class Film:
    """A schema.org ``VideoObject`` that a story shows, from elsewhere or its own site."""

    url: str
    position: int | None = None
    """After how many paragraphs of the body it stands."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made to an article, by a named rule, that can be taken back.

    `before` is None where something was added, `after` is None where it was taken away.
    """

    by: str
    """Which rule: ``repair:undo_utf8_read_as_cp1252``, ``boilerplate:版权声明``."""

    field: str
    """Where, in the record's own words: ``headline``, ``articleBody[3]``, ``publisher.email``."""

    before: Any
    after: Any

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(self.by, self.field, self.after, self.before)


@dataclass(frozen=True, slots=True)
class LikelyReading:
    """How words in doubt may read."""

    text: str
    share: float
    """How much of what is likely it is, above 0 and below 1: those of one doubt make no more
    than 1, and less where there are seldomer ones."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a text in which ``?`` stands for what several readings fit.

    `text` ``就是?了``, and `readings` ``就是它了`` with a share of 0.5, ``就是她了`` with 0.4.
    """

    text: str
    """As the headline or a paragraph has them: up to five characters on both sides of what is in
    doubt."""

    readings: tuple[LikelyReading, ...]
    """The same words in each reading, two to five of them, likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How we know what an article says: enough to check it, or to read it again."""

    captures: tuple[str, ...]
    """Digests of the captures it was read from: one, or one for each page of a long story."""

    fetched_at: datetime
    encoding: str
    """The WHATWG name of the encoding the page was read in."""

    declared_encoding: str | None = None
    """What the page or its server said it was in."""

    evidence: str = ""
    """Why we believe in that encoding: see `crawler.text.encoding.decode`."""

    decoding_errors: int = 0
    runner_up: str | None = None
    locations: tuple[Location, ...] = ()
    site: str | None = None
    layout: str | None = None
    memory: str | None = None
    """Revision of the site memory that it was read with."""

    reader: str = ""
    """Version of the program that read it."""

    witnesses: tuple[tuple[str, str], ...] = ()
    """Which witness each field was taken from: ``("datePublished", "json-ld")``."""

    flags: tuple[str, ...] = ()
    """Stable words: ``mirror``, ``truncated``, ``paywalled``, ``live``, ``gallery``, ..."""

    lost_share: float | None = None
    """Share of the headline's and the body's characters that nothing can restore: U+FFFD, what
    became of it on the way, signs of a private font, ``?`` where a mirror left room for several
    readings (flag ``unsure-characters``). None where nothing is lost."""

    doubts: tuple[Doubt, ...] = ()
    """What may have stood where a mirror left room for several readings: the first twenty such
    places, in the order of headline and body. A ``?`` that no reading is known of has none."""

    missing_share: float | None = None
    """Share of the story that was not served, of one that is ``paywalled`` and says how long it
    is; None where nobody says."""

    comments_cut: int | None = None
    """How many of the page's comments were left out, or kept in part; None where none was."""

    changed: tuple[str, ...] = ()
    """What differs from the version it is based on, in record words: ``headline``,
    ``articleBody``; and ``correction`` where the site says that it corrects itself."""

    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A schema.org ``NewsArticle``, and its provenance.

    Fields carry schema.org's names in Python spelling: `date_published` here is
    ``datePublished`` in the archive.
    """

    url: str
    headline: str = ""
    main_entity_of_page: str | None = None
    """The canonical address, where the page names one that can be believed."""

    same_as: tuple[str, ...] = ()
    """Other addresses at which the same story is held, word for word or lightly edited."""

    kicker: str | None = None
    """The line above the headline: 引题."""

    alternative_headline: str | None = None
    """The line below the headline: 副题."""

    description: str | None = None
    abstract: str | None = None
    """The points of the story that are listed above it, one a line."""

    article_body: tuple[str, ...] = ()
    """Paragraphs in reading order, no captions."""

    article_html: str | None = None
    """The body with headings, lists, tables, quotes, emphasis and links: ``RICH_TEXT``."""

    article_markdown: str | None = None
    """The same as CommonMark."""

    citation: tuple[Reference, ...] = ()
    """What the body links to on other hosts, where ``RICH_TEXT`` asks for it."""

    shared_content: tuple[Post | Film, ...] = ()
    comment: tuple[Comment, ...] = ()
    """What readers wrote under it, where ``COMMENTS`` asks for it: never part of the body."""

    comment_count: int | None = None
    """How many there are, as the page states it, where they are asked for."""

    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    in_language: str | None = None
    """BCP 47, with the script where a language has several: ``zh-Hans``."""

    dateline: str | None = None
    author: tuple[Person | Organization, ...] = ()
    """Persons; the newsroom or agency where that is all the page names."""

    editor: tuple[Person, ...] = ()
    contributor: tuple[Person, ...] = ()
    source_organization: Organization | None = None
    """来源: who the story was taken from."""

    publisher: Organization | None = None
    """The site."""

    date_published: str | None = None
    """ISO 8601 with the offset; the day alone where the page gives no more."""

    date_modified: str | None = None
    image: tuple[Image, ...] = ()
    live_blog_update: tuple[LiveUpdate, ...] = ()
    """The entries of a report as it happens, in the order of the page: its body has them, too."""

    coverage_start_time: str | None = None
    coverage_end_time: str | None = None
    is_accessible_for_free: bool | None = None
    """What the page states of the whole story; None where it states nothing."""

    copyright_notice: str | None = None
    """What was said about rights, one sentence or paragraph a line."""

    copyright_holder: str | None = None
    license: str | None = None
    usage_info: tuple[str, ...] = ()
    """robots directives and TDM reservations, as stated."""

    version: int = 1
    is_based_on: str | None = None
    """Identifier of the version before this one."""

    provenance: Provenance

    def edited(self, edits: Iterable[Edit]) -> Article:
        """Return the article with these edits made, in order, and on record.

        Raises ValueError where something else stands than an edit says, and LookupError or
        AttributeError where nothing does: such an edit could not be taken back.
        """
        made = tuple(edits)
        if not made:
            return self
        article = _applied(self, made)
        record = replace(article.provenance, edits=(*self.provenance.edits, *made))
        return replace(article, provenance=record)


def undo(article: Article) -> Article:
    """Return the article as it was before any of its edits.

    >>> from datetime import UTC
    >>> known = Provenance(captures=("sha1:A",), fetched_at=datetime.now(UTC), encoding="utf-8")
    >>> served = Article(url="http://a.example/", article_body=("One", "© 2026"), provenance=known)
    >>> clean = served.edited([Edit("boilerplate:copyright", "articleBody[1]", "© 2026", None)])
    >>> clean.article_body, undo(clean) == served
    (('One',), True)
    """
    before = _applied(article, [edit.inverse() for edit in reversed(article.provenance.edits)])
    return replace(before, provenance=replace(before.provenance, edits=()))


class NotAnArticle(Exception):
    """The page holds no article; `reason` is a short stable word for counting.

    `confidence` is between 0 and 1: how sure we are that nothing was overlooked.
    """

    def __init__(self, reason: str, confidence: float = 1.0) -> None:
        super().__init__(reason, confidence)
        self.reason = reason
        self.confidence = confidence

    def __str__(self) -> str:
        return self.reason


_STEP = re.compile(r"(\w+)|\[(\d+)\]")


def _applied(article: Article, edits: Iterable[Edit]) -> Article:
    """Return an article with edits made one after the other, in time proportional to both."""
    paths = [
        (
            [int(index) if index else _snake(name) for name, index in _STEP.findall(edit.field)],
            edit,
        )
        for edit in edits
    ]
    changed: Article = _changed(article, paths, 0) if paths else article
    return changed


_Path = tuple[list[str | int], Edit]


def _changed(value: Any, paths: list[_Path], depth: int) -> Any:
    """Return a value with the edits made that lead to it with their first `depth` steps."""
    for is_whole, of in groupby(paths, lambda path: len(path[0]) == depth):
        if not is_whole:
            inner = _in_list if isinstance(value, tuple) else _in_fields
            value = inner(value, list(of), depth)
            continue
        for _, edit in of:
            if value != edit.before:
                raise ValueError(f"{edit.field} holds {value!r}, not {edit.before!r}")
            value = edit.after
    return value


def _in_fields(value: Any, paths: list[_Path], depth: int) -> Any:
    fields: dict[str, list[_Path]] = {}
    for path in paths:
        fields.setdefault(str(path[0][depth]), []).append(path)
    made = {name: _changed(getattr(value, name), of, depth + 1) for name, of in fields.items()}
    return replace(value, **made)


def _in_list(value: tuple[Any, ...], paths: list[_Path], depth: int) -> tuple[Any, ...]:
    values = list(value)
    for (step, adds_or_takes), of in groupby(paths, lambda path: _kind(path, depth)):
        if not isinstance(step, int):
            raise AttributeError(f"a list has no {step}")  # noqa: TRY004 as any value without it
        if not adds_or_takes:
            values[step] = _changed(values[step], list(of), depth + 1)
            continue
        for _, edit in of:
            if edit.before is None and step > len(values):
                raise IndexError(f"{edit.field} is beyond the end: there are {len(values)}")
            if edit.before is None:
                values.insert(step, edit.after)
            elif values[step] != edit.before:
                raise ValueError(f"{edit.field} holds {values[step]!r}, not {edit.before!r}")
            else:
                del values[step]
    return tuple(values)


def _kind(path: _Path, depth: int) -> tuple[str | int, bool]:
    """Return which item of a list an edit is of, and whether it adds it or takes it away."""
    steps, edit = path
    is_last = len(steps) == depth + 1
    return steps[depth], is_last and (edit.before is None or edit.after is None)


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "_" + found[1].lower(), name)
