"""The authors of a story: by structured data, by the credits around the text, by its byline.

Persons are believed before organisations, whoever names them: see `crawler.page.precedence`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.lang.names import is_label
from crawler.model import Organization, Person
from crawler.page.candidate import Candidate
from crawler.page.embedded.structured import micro_value
from crawler.page.findings.bylines import SURE
from crawler.page.findings.people import Maker, makers, people_in
from crawler.page.headline.titles import segments
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.page.findings.findings import Findings

    Makers = Iterator[Candidate[tuple[Maker, ...]]]
    Ask = Callable[[Findings], Makers]

AUTHOR_META = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "dc.creator",
    "sailthru.author",
    "article:byline",
    "og:article:author",
    "vr:author",
    "dcterms.creator",
    "citation_author",
    "cxenseparse:author",
)

MOST = 6
"""Authors of microdata and of meta that are looked at."""


def in_json_ld(page: Findings) -> Makers:
    """Yield the authors that JSON-LD states."""
    article = page.structured.article or {}
    stated = article.get("author") or article.get("creator")
    return _named(makers(stated, _own_names(page)), "json-ld")


def in_credits(page: Findings) -> Makers:
    """Yield the authors that a labelled line around the text names."""
    return _named(people_in(page.lines.credits.of("author")), "visible:credit")


def in_microdata(page: Findings) -> Makers:
    """Yield the authors that microdata state."""
    stated = [micro_value(e) for e in page.structured.micro.get("author", ())[:MOST]]
    return _named(makers(stated, _own_names(page)), "microdata")


def in_meta(page: Findings) -> Makers:
    """Yield the authors that meta elements state."""
    meta = page.structured.meta
    stated = [text for name in AUTHOR_META for text in meta.get(name, ())][:MOST]
    return _named(makers(stated, _own_names(page)), "meta:author")


def in_labelled_meta(page: Findings) -> Makers:
    """Yield the authors in a meta element that ``twitter:label1`` labels "Written by"."""
    structured = page.structured
    stated = [
        structured.first(f"twitter:data{n}")
        for n in (1, 2)
        if is_label(structured.first(f"twitter:label{n}"))
    ]
    return _named(makers(stated, _own_names(page)), "meta:twitter:data")


def in_byline(page: Findings) -> Makers:
    """Yield whom the page shows as the makers of the story."""
    return _named(_shown(page), "visible:byline")


def in_sure_byline(page: Findings) -> Makers:
    """Yield whom the page shows, where much speaks for it."""
    sure = any(shown.weight >= SURE for shown in page.lines.makers)
    return _named(_shown(page) if sure else (), "visible:byline")


def _shown(page: Findings) -> tuple[Maker, ...]:
    own = _own_names(page)
    makers = (shown.maker for shown in page.lines.makers)
    return tuple(
        Organization(maker.name) if squash(maker.name) in own else maker for maker in makers
    )


def in_state(page: Findings) -> Makers:
    """Yield the authors of the article in the scripts' state."""
    return _named(makers(page.state.author, _own_names(page)) if page.state else (), "state")


def with_persons(ask: Ask) -> Ask:
    """Return what asks the same and takes the answer, whole, where a person is named in it."""

    def persons(page: Findings) -> Makers:
        for candidate in ask(page):
            if any(isinstance(maker, Person) for maker in candidate.value):
                yield candidate

    return persons


def persons_of(ask: Ask) -> Ask:
    """Return what asks the same and takes the persons alone."""

    def persons(page: Findings) -> Makers:
        for candidate in ask(page):
            named = tuple(maker for maker in candidate.value if isinstance(maker, Person))
            if named:
                yield replace(candidate, value=named)

    return persons


def unless_chinese(ask: Ask) -> Ask:
    """Return what asks the same, but for pages in Chinese: there an organisation is the source."""

    def organisations(page: Findings) -> Makers:
        return iter(()) if page.is_chinese else ask(page)

    return organisations


def joined_by_the_byline(
    best: Candidate[tuple[Maker, ...]],
    candidates: Sequence[Candidate[tuple[Maker, ...]]],
    page: Findings,
) -> Candidate[tuple[Maker, ...]]:
    """Return the authors that the byline shows, where these are those of JSON-LD and more."""
    del candidates
    if best.witness != "json-ld" or not any(isinstance(maker, Person) for maker in best.value):
        return best
    stated = {squash(maker.name) for maker in best.value}
    persons = tuple(maker for maker in _shown(page) if isinstance(maker, Person))
    shown = {squash(person.name) for person in persons}
    more = stated < shown and len(shown) <= MOST
    return replace(best, value=persons) if more else best


def _named(value: tuple[Maker, ...], witness: str) -> Makers:
    if value:
        yield Candidate(value, witness)


def _own_names(page: Findings) -> set[str]:
    """Return the squashed names of the site: in its title, an author's name is one of them."""
    statements = page.structured
    title = squash("".join(segments(statements.title)[1:]))
    authors = {squash(name) for name in statements.meta.get("author", ()) if title}
    names = {name for name in authors if len(name) > SHORT or not name.isascii()}
    return {squash(name) for name in page.site_names} | {name for name in names if name in title}


SHORT = 3
"""Letters of a name that is a part of other words: Ela, Elavegan."""


def is_no_site(candidate: Candidate[tuple[Maker, ...]], page: Findings) -> bool:
    """Return True unless a meta element names the site itself: so templates do."""
    own = {squash(name) for name in page.site_names}
    return candidate.witness != "meta:author" or any(
        squash(maker.name) not in own for maker in candidate.value
    )
