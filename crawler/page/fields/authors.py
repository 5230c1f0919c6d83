"""The authors of a story: by structured data, by the credits around the text, by its byline.

Persons are believed before organisations, whoever names them: see `crawler.page.precedence`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.lang.names import is_label, is_person
from crawler.model import Organization, Person
from crawler.page.candidate import Candidate
from crawler.page.embedded.structured import micro_value
from crawler.page.findings.byline_signs import SURE
from crawler.page.findings.bylines import marked_anywhere
from crawler.page.findings.people import Maker, makers, people_in
from crawler.page.findings.site_names import organisations
from crawler.page.headline.titles import SITE_NAME, segments
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

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
    stated = (article.get(role) for role in ("author", "creator", "contributor"))
    named = (makers(each, _own_names(page)) for each in stated if each)
    return _named(next(filter(None, named), ()), "json-ld")


def in_credits(page: Findings) -> Makers:
    """Yield the authors that a labelled line around the text names."""
    credited = people_in(page.lines.credits.of("author"))
    return _named(_organised(credited, organisations(page.structured)), "visible:credit")


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
    return _organised((shown.maker for shown in page.lines.makers), _own_names(page))


def _organised(makers: Iterable[Maker], names: Collection[str]) -> tuple[Maker, ...]:
    """Return makers, those of these squashed names as organisations."""
    return tuple(
        Organization(maker.name) if squash(maker.name) in names else maker for maker in makers
    )


def in_marks(page: Findings) -> Makers:
    """Yield the one person whom all elements that are called an author's name, wherever."""
    person = marked_anywhere(page.document.root)
    known = person is not None and squash(person.name) not in _own_names(page)
    return _named((person,) if person and known else (), "visible:marked")


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

    def elsewhere(page: Findings) -> Makers:
        return iter(()) if page.is_chinese else ask(page)

    return elsewhere


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


def shown_for_who_put_it_on_line(
    best: Candidate[tuple[Maker, ...]],
    candidates: Sequence[Candidate[tuple[Maker, ...]]],
    page: Findings,
) -> Candidate[tuple[Maker, ...]]:
    """Return whom the text itself names, or the persons whom the page shows and its head does not.

    Content systems state, and their templates show, who put a story on line; whoever wrote it is
    named by the line that an editor set above the text.
    """
    del candidates
    stated = {squash(maker.name) for maker in best.value}
    persons = people_in(page.lines.credits.of("author"))
    written = people_in(page.lines.written)
    if written and _words(best.value).isdisjoint(_words((*written, *persons))):
        return Candidate(written, "visible:byline")
    if best.witness.startswith("visible"):
        return best
    if not persons or any(squash(person.name) in stated for person in persons):
        return best
    text = squash(" ".join(block.text for block in page.blocks.outline.blocks))
    unseen = not any(name in text for name in stated)
    return Candidate(persons, "visible:byline") if unseen else best


def _words(makers: Iterable[Maker]) -> set[str]:
    """Return the words of names: of one person, no two witnesses spell all of them alike."""
    return {squash(word) for maker in makers for word in maker.name.split()}


def with_its_family_name(
    best: Candidate[tuple[Maker, ...]],
    candidates: Sequence[Candidate[tuple[Maker, ...]]],
    page: Findings,
) -> Candidate[tuple[Maker, ...]]:
    """Return a person who is stated by one word with the full name that a line near it gives."""
    del candidates
    makers = tuple(_in_full(maker, page) for maker in best.value)
    return best if makers == best.value else replace(best, value=makers)


def _in_full(maker: Maker, page: Findings) -> Maker:
    lines = page.lines
    if not isinstance(maker, Person) or not _may_be_first(maker.name):
        return maker
    for text in (*page.site_names, *lines.head, *lines.above, *lines.tail, *lines.opening):
        if text.startswith(f"{maker.name} ") and (found := _FULL_NAME.match(text)):
            return replace(maker, name=found[0]) if is_person(found[0]) else maker
    return maker


_FULL_NAME = re.compile(r"[^\W\d_]+ [^\W\d_a-z][\w'’-]+(?=$|\s?[-–—,:|(.]|\s[a-z])")
"""A first name and a family name, before a sign or a verb."""


def _may_be_first(name: str) -> bool:
    return name.isalpha() and not name[0].islower()


def _named(value: tuple[Maker, ...], witness: str) -> Makers:
    if value:
        yield Candidate(value, witness)


def _own_names(page: Findings) -> set[str]:
    """Return the squashed names of the site: in its title, an author's name is one of them."""
    statements = page.structured
    title = squash("".join(segments(statements.title)[1:]))
    authors = {squash(name) for name in statements.meta.get("author", ()) if title}
    names = {name for name in authors if len(name) >= SITE_NAME or not name.isascii()}
    return {squash(name) for name in page.site_names} | {name for name in names if name in title}


def is_no_site(candidate: Candidate[tuple[Maker, ...]], page: Findings) -> bool:
    """Return True unless a meta element names the site itself: so templates do.

    The owner of a site of his own is a person; a newsroom that signs does so beside the day.
    """
    own = {squash(name): name for name in page.site_names}
    shown = {squash(text) for text in page.lines.head}
    return candidate.witness != "meta:author" or any(
        (name := squash(maker.name)) not in own
        or name in shown
        or is_person(maker.name)
        or is_person(own[name])
        for maker in candidate.value
    )
