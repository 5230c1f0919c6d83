"""Everything about a story but its text: one precedence table a field, checked against the page.

A field is a row of witnesses in the order they are believed. `metadata` asks them one after the
other and keeps the name of the one that answered, so that the record can say how it knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import Image, Organization, Person
from crawler.page import details
from crawler.page.blocks.outline import Outline, outline
from crawler.page.body.container import body_of
from crawler.page.case import Case
from crawler.page.embedded.app_state import state_of
from crawler.page.embedded.jsonld import text_of, types_of
from crawler.page.embedded.structured import Structured, micro_value, structured
from crawler.page.fields import credit_lines, people, publication
from crawler.page.fields.rights import Rights, rights_of
from crawler.page.headline import headline_block, layout_headline
from crawler.page.headline.slug import headline_from_slug
from crawler.page.headline.titles import segments
from crawler.page.languages import language_of
from crawler.page.letters import squash
from crawler.page.mirrored import clearing
from crawler.text.spam import without_spam

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.page.fields.people import Maker
    from crawler.page.mirrored import Clear
    from crawler.site import Layout, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its story, in the words of `crawler.model.Article`."""

    kicker: str | None = None
    headline: str = ""
    alternative_headline: str | None = None
    description: str | None = None
    author: tuple[Maker, ...] = ()
    editor: tuple[Person, ...] = ()
    contributor: tuple[Person, ...] = ()
    source_organization: Organization | None = None
    publisher: Organization | None = None
    date_published: str | None = None
    date_modified: str | None = None
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    in_language: str | None = None
    main_entity_of_page: str | None = None
    images: tuple[Image, ...] = ()
    """Of structured data: the story's own pictures."""

    article_body: tuple[str, ...] = ()
    """Paragraphs of structured data or of the page's embedded state; often a teaser, or absent."""

    rights: Rights = field(default_factory=Rights)
    page_type: tuple[str, ...] = ()
    """The words of ``og:type`` and of the JSON-LD types, as stated."""

    headline_block: int = -1
    """Where in the outline the headline stands."""

    witnesses: tuple[tuple[str, str], ...] = ()
    """Which witness each field was taken from, in record words."""


def metadata(  # noqa: PLR0913 - one page has so many sides
    root: HtmlElement,
    url: str,
    site: Site,
    layout: Layout | None,
    *,
    fetched_at: datetime,
    headers: Iterable[tuple[str, str]] = (),
    html: str = "",
    page: Outline | None = None,
    body: Sequence[int] = (),
    clear: Clear | None = None,
) -> Metadata:
    """Return what a page says about its story. Pure; a page that says nothing gives empty fields.

    `root` is the unpruned tree, `html` the text it was parsed from, `page` its outline where the
    caller has one, `body` the positions of the outline's blocks that are the story's text, `clear`
    what gives a line as it was meant; without them they are made here.
    """
    if page is None:
        page = outline(root)
        body = body_of(page, layout).blocks
    said = structured(root, url, microdata=not html or "itemprop" in html)
    sites = _sites(said, site, url)
    case = Case(root, url, site, layout, fetched_at, html, page, body, said, sites)
    case.clear = clear or clearing(block.text for block in page.blocks)
    _examine(case)
    witnesses: dict[str, str] = {"headline": case.heading.witness}
    author, witnesses["author"] = _author(case)
    source, witnesses["sourceOrganization"] = _first(case, SOURCE)
    published, modified = publication.publication_dates(case, witnesses)
    return Metadata(
        kicker=case.heading.kicker,
        headline=case.heading.text,
        alternative_headline=_alternative(case),
        description=_text(case, DESCRIPTION, "description", witnesses) or None,
        author=author,
        editor=_editors(case),
        contributor=people.people_in(case.lines.credits.of("contributor")),
        source_organization=Organization(name=source) if source else None,
        publisher=_publisher(case),
        date_published=published,
        date_modified=modified,
        article_section=_text(case, SECTION, "articleSection", witnesses) or None,
        keywords=details.keywords(said),
        in_language=case.language,
        main_entity_of_page=details.canonical(said, url),
        images=details.images(said, url),
        article_body=details.body(said) or (case.state.body if case.state else ()),
        rights=rights_of(said, url, headers),
        page_type=details.page_type(said),
        headline_block=case.heading.block,
        witnesses=tuple((name, witness) for name, witness in witnesses.items() if witness),
    )


def _examine(case: Case) -> None:
    """Give the case what every witness needs: language, headline, lines, state."""
    page, layout = case.page, case.layout
    case.language = _language(case)
    case.heading = _headline(case)
    named = layout_headline.byline_of(page, layout)
    case.lines = credit_lines.read(page, case.heading.block, case.body, named, case.clear)
    if _says_too_little(case):
        case.state = state_of(case.root, case.heading.text or case.said.title)
        case.heading = _told(case)


Witness = tuple[str, "Callable[[Case], str]"]
"""A name and what it says; empty where it says nothing."""


def _meta(*names: str) -> Witness:
    return f"meta:{names[0]}", lambda case: case.said.first(*names)


def _json_ld(key: str) -> Witness:
    return "json-ld", lambda case: case.said.stated(key)


def _microdata(prop: str) -> Witness:
    return "microdata", lambda case: case.said.micro_text(prop)


HEADLINE: tuple[Witness, ...] = (
    _json_ld("headline"),
    _meta("og:title"),
    _microdata("headline"),
    _meta("twitter:title"),
    _json_ld("name"),
    _meta(
        "articletitle",
        "title",
        "dc.title",
        "dcterms.title",
        "sailthru.title",
        "parsely-title",
        "hdl",
    ),
)
DESCRIPTION: tuple[Witness, ...] = (
    _json_ld("description"),
    _meta("og:description"),
    _meta("description", "dc.description", "twitter:description"),
    _microdata("description"),
)
SECTION: tuple[Witness, ...] = (
    _json_ld("articleSection"),
    _meta("article:section", "section", "parsely-section", "og:article:section"),
    _microdata("articleSection"),
    _meta("columnname", "channel", "category", "cxenseparse:recs:category"),
)
SOURCE: tuple[Witness, ...] = (
    ("visible:label", lambda case: case.lines.credits.source or ""),
    _meta("contentsource", "article:source", "og:article:source", "source", "laiyuan"),
    ("json-ld", lambda case: details.provider(case.said, case.sites)),
    ("state", lambda case: case.state.source if case.state else ""),
    ("visible:line", lambda case: case.lines.source or ""),
)
PUBLISHER: tuple[Witness, ...] = (
    ("site", lambda case: case.site.publisher or ""),
    ("json-ld", lambda case: case.said.stated("publisher")),
    _meta("og:site_name", "application-name", "sitename", "dc.publisher", "publisher"),
)


def _first(case: Case, witnesses: Sequence[Witness]) -> tuple[str, str]:
    """Return what the first witness that speaks says, and its name."""
    for name, ask in witnesses:
        if said := ask(case).strip():
            return said, name
    return "", ""


def _text(case: Case, witnesses: Sequence[Witness], field_: str, names: dict[str, str]) -> str:
    said, names[field_] = _first(case, witnesses)
    return said


def _sites(said: Structured, site: Site, url: str) -> list[str]:
    """Return the names that the site goes by."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = [
        site.publisher or "",
        said.first("og:site_name", "application-name", "apple-mobile-web-app-title", "sitename"),
        said.stated("publisher"),
        host,
        max(labels[:-1], key=len, default=""),
        said.first("twitter:site").lstrip("@"),
    ]
    names += [
        text_of(node.get("name")) for node in said.nodes if _ORGANISED & set(types_of(node))
    ][:4]
    return list(dict.fromkeys(name for name in names if len(squash(name)) > 1))


_ORGANISED = {"Organization", "NewsMediaOrganization", "WebSite", "Corporation"}


SAMPLE = 60
"""Characters of text that show its script.

Measured: at 30 and at 120 no figure moves.
"""


def _language(case: Case) -> str | None:
    said = case.said
    sample = " ".join(case.page.blocks[n].text for n in case.body[:6])
    sample = (
        f"{said.title} {sample}"
        if len(sample) > SAMPLE
        else " ".join(b.text for b in case.page.blocks)[:3000]
    )
    stated = (
        said.language
        or said.first("content-language", "language", "dc.language")
        or said.stated("inLanguage")
    )
    return language_of(stated, case.clear(sample), said.first("og:locale")) or case.site.language


def _headline(case: Case) -> headline_block.Headline:
    if shown := layout_headline.headline_of(case.page, case.layout):
        return shown
    stated = [(name, ask(case)) for name, ask in HEADLINE]
    spoken = [(name, text) for name, text in stated if text]
    title = case.said.title
    if case.clear is not str:
        # Nothing but a mirror's damage gives a page something to be cleared of.
        spoken = [(name, rest) for name, text in spoken if (rest := without_spam(text))]
        title = without_spam(title)
    title = headline_from_slug(title, case.url)
    start = case.body[0] if case.body else -1
    return headline_block.headline_of(
        case.page, spoken, title, case.sites, start, clear=case.clear
    )


LITTLE = 300
"""Width of a body below which the scripts' state is asked: it costs 1 to 20 ms.

Measured: at 150 and at 600 no figure moves.
"""


def _says_too_little(case: Case) -> bool:
    """Say whether text, date, or a Chinese page's source are missing on the page."""
    width = sum(case.page.blocks[n].chars for n in case.body)
    if width < LITTLE:
        return True
    if (case.language or "").startswith("zh"):
        return not (
            case.lines.credits.source or case.said.first("contentsource", "article:source")
        )
    return not any(True for _ in publication.published(case))


def _told(case: Case) -> headline_block.Headline:
    """Return the headline, from the state where the page shows none."""
    if case.state and case.state.title and not case.heading.text:
        return headline_block.Headline(case.state.title, witness="state")
    return case.heading


def _alternative(case: Case) -> str | None:
    stated = case.said.stated("alternativeHeadline")
    if case.heading.alternative:
        return case.heading.alternative
    said, shown = squash(stated), squash(case.heading.text)
    return stated if said and said not in shown and shown not in said else None


def _author(case: Case) -> tuple[tuple[Maker, ...], str]:
    """Return the authors: by the first witness that names a person, else an organisation."""
    sites = {squash(name) for name in case.sites}
    said = case.said
    title = squash("".join(segments(said.title)[1:]))
    sites |= {
        squash(name) for name in said.meta.get("author", ()) if title and squash(name) in title
    }
    stated = people.stated(said.article.get("author"), sites) if said.article else ()
    if any(isinstance(maker, Person) for maker in stated):
        return _with_byline(stated, case.lines.authors), "json-ld"
    lines = people.people_in(case.lines.credits.of("author"))
    micro = people.stated(
        [micro_value(element) for element in said.micro.get("author", ())[:6]], sites
    )
    meta = people.stated(
        [text for name in AUTHOR_META for text in said.meta.get(name, ())][:6], sites
    )
    witnesses: tuple[tuple[Sequence[Maker], str], ...] = (
        (lines, "visible:credit"),
        (micro, "microdata"),
        (meta, "meta:author"),
        (case.lines.authors, "visible:byline"),
    )
    for makers, witness in witnesses:
        if persons := tuple(maker for maker in makers if isinstance(maker, Person)):
            return persons, witness
    if stated:
        return stated, "json-ld"
    if case.state and (told := people.stated(case.state.author, sites)):
        return told, "state"
    chinese = (case.language or "").startswith("zh")
    for makers, witness in () if chinese else witnesses:
        if makers:
            return tuple(makers), witness
    return (), ""


AUTHOR_META = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "dc.creator",
    "sailthru.author",
    "article:byline",
    "cxenseparse:author",
)


def _with_byline(stated: tuple[Maker, ...], shown: tuple[Person, ...]) -> tuple[Maker, ...]:
    """Return the authors stated, or those shown where these are the same and more."""
    told = {squash(maker.name) for maker in stated}
    seen = {squash(person.name) for person in shown}
    return shown if told < seen and len(seen) <= 2 * len(told) + 1 else stated


def _editors(case: Case) -> tuple[Person, ...]:
    return people.people_in(case.lines.credits.of("editor"))


def _publisher(case: Case) -> Organization | None:
    name, _ = _first(case, PUBLISHER)
    if not name or len(name) > 80:  # noqa: PLR2004
        return None
    stated = (case.said.article or {}).get("publisher")
    address = stated.get("url") if isinstance(stated, dict) else None
    known = isinstance(address, str) and address.startswith("http")
    return Organization(name=name, url=address if known else None)
