"""The values that travel through the crawler, from the wire to the archive.

A `Capture` is a fact and is never edited. An `Article` is one reading of a
capture: it can be made again at any time, and the `Edit`s in its `Provenance`
say what was changed on the way, by what, and how to take it back.

    Exchange -> Capture -> Article -> one line of JSON
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Iterable

Truncated = Literal["length", "time", "disconnect", "unspecified"]
"""Why a response was cut short: the values of ``WARC-Truncated``."""


SHELL, RENDERING = "shell", "rendering"
"""Kinds of captures: a page that a browser filled, and what it asked for to do so."""


RENDERED = "rendered"
"""Flag of an article that was read from what a browser made of its page."""


def digest_of(payload: bytes) -> str:
    """Return the name of these bytes in every web archive: ``sha1:`` and base 32.

    >>> digest_of(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return Digest(payload).name


class Digest:
    """The name of bytes that come one after another."""

    def __init__(self, first: bytes = b"") -> None:
        self._sha1 = hashlib.sha1(first, usedforsecurity=False)
        self.update = self._sha1.update

    @property
    def name(self) -> str:
        """What `digest_of` says of all of them."""
        return "sha1:" + base64.b32encode(self._sha1.digest()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they were on the wire: what a WARC keeps."""

    url: str
    fetched_at: datetime
    """When the request went out: aware, in UTC."""

    request: bytes
    """The whole request, head and body."""

    response: bytes
    """The whole final response: head and body, chunked and compressed as it came."""

    ip_address: str | None = None
    truncated: Truncated | None = None
    kind: str = ""
    """What the address was asked as; see `Capture.kind`."""

    memory: str = ""
    """Revision of the site memory that its page was read with; empty where none was."""

    payload_digest: str = field(default="", repr=False, compare=False)
    """`Capture.digest` of what it brought, where that has been worked out."""

    is_proven: bool | None = field(default=None, repr=False, compare=False)
    """Whether what it brought is known to be all there, each coding come to its end; None where
    that has not been worked out."""

    software: str = ""
    """What made `response`, a page, of the answer of this address, by name and version; empty
    for what came over the wire."""

    via: str = ""
    """The page for which a browser asked for it; empty for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a capture stands in the archive."""

    file: str
    """Relative to the archive's folder; for an entry of a WACZ its file, ``!`` and the entry."""

    offset: int
    """Where its record begins; in a gzipped file, the member that holds it."""

    record_id: str
    """``urn:uuid:...``, without the angle brackets; empty in an ARC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP response as it was received: a WARC ``response`` record."""

    url: str
    """``WARC-Target-URI``: the address that answered, after redirects."""

    fetched_at: datetime
    """``WARC-Date``: aware, in UTC."""

    body: bytes
    """The entity: transfer and content coding undone, its charset still to be found out."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """In the order received, names as received, bytes read as Latin-1."""

    digest: str = ""
    """``WARC-Payload-Digest``: after transfer decoding, before content decoding."""

    truncated: Truncated | None = None
    kind: str = ""
    """What the address was asked as: ``article``, ``page``, ``feed``, ``sitemap``, ``robots``, or
    ``continuation`` for a further page of the article before it; empty where nobody knows."""

    memory: str = ""
    """Revision of the site memory that its run read with; empty where nobody knows."""

    is_rendered: bool = False
    """Whether it is what a browser made of an answer: a WARC ``conversion`` record."""

    location: Location | None = field(default=None, compare=False)
    """Where it stands in an archive: the same capture may stand in several."""

    exchanges: tuple[Exchange, ...] = field(default=(), repr=False, compare=False)
    """How it came over the wire, redirects first; empty once it stands in an archive."""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", digest_of(self.body))

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case; None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header as served; empty where there is none."""
        return self.header("content-type") or ""


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
    became of it on the way, signs of a private font. None where nothing is lost."""

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
        """Return the article with these edits made, in order, and on record."""
        made = tuple(edits)
        if not made:
            return self
        article = reduce(_apply, made, self)
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
    backwards = (edit.inverse() for edit in reversed(article.provenance.edits))
    before = reduce(_apply, backwards, article)
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


def _apply(article: Article, edit: Edit) -> Article:
    steps = [int(index) if index else _snake(name) for name, index in _STEP.findall(edit.field)]
    changed: Article = _changed(article, steps, edit)
    return changed


def _changed(value: Any, steps: list[str | int], edit: Edit) -> Any:
    """Return the value with the edit made at the end of the path `steps`."""
    if not steps:
        if value != edit.before:
            raise ValueError(f"{edit.field} holds {value!r}, not {edit.before!r}")
        return edit.after
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return replace(value, **{step: _changed(getattr(value, step), rest, edit)})
    if rest or (edit.before is not None and edit.after is not None):
        return (*value[:step], _changed(value[step], rest, edit), *value[step + 1 :])
    if edit.before is None:
        return (*value[:step], edit.after, *value[step:])
    if value[step] != edit.before:
        raise ValueError(f"{edit.field} holds {value[step]!r}, not {edit.before!r}")
    return (*value[:step], *value[step + 1 :])


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "_" + found[1].lower(), name)
