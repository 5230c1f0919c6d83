"""Who made a story: from structured data, from the byline, from the lines under the body.

A name in structured data is believed where it is a person's; an organisation that is all a page
names is kept as the organisation it is. Reading a line of credits is `crawler.text.credits`.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.lang.names import (
    NOBODY,
    clean_name,
    in_order,
    is_organisation,
    is_person,
    names,
    split_names,
    without_addresses,
)
from crawler.lang.offices import LISTED, is_office
from crawler.model import MOST_PARTS, Organization, Person
from crawler.page.embedded.jsonld import text_of, types_of
from crawler.page.letters import squash
from crawler.text.credits import (
    Credit,
    Credits,
    credits,  # noqa: A004 - the field's own word
)
from crawler.text.signatures import dateline_credits, photo_credit, signature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

__all__ = [
    "Credit", "Credits", "clean_name", "credits", "dateline_credits", "is_organisation",
    "is_person", "makers",
    "names", "people_in", "person_of", "photo_credit", "signature",
]  # fmt: skip

Maker = Person | Organization


def makers(value: Any, sites: Collection[str] = ()) -> tuple[Maker, ...]:
    """Return the makers in a JSON-LD value, persons and organisations told apart.

    >>> [type(maker).__name__ for maker in makers([{"name": "Jane Roe"}, "dpa"])]
    ['Person', 'Organization']
    >>> makers("Jane Roe and John Doe") == makers(["Jane Roe", {"name": "John Doe"}])
    True
    >>> makers({"@type": "Person", "name": "admin"})
    ()
    """
    found: dict[str, Maker] = {}
    for text, typed, title in islice(dict.fromkeys(_stated(value)), MOST_STATED):
        for maker in chain.from_iterable(
            _makers(entry, typed, title, sites) for entry in _entries(text)
        ):
            found.setdefault(squash(maker.name), maker)
    return tuple(found.values())


MOST_STATED = 2 * MOST_PARTS
"""Names of one list that are looked at: 200,000 of them took longer than a page may."""


LONGEST_LIST = 200
"""Characters of a list of names."""


def _stated(value: Any) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield each name in a JSON-LD value, with the types and the job of whoever bears it."""
    for item in value if isinstance(value, list) else [value]:
        typed = types_of(item) if isinstance(item, dict) else ()
        title = text_of(item.get("jobTitle")) if isinstance(item, dict) else ""
        named = item.get("name") if isinstance(item, dict) else item
        for name in named if isinstance(named, list) else [named]:
            yield text_of(name), typed, title


def _entries(text: str) -> list[str]:
    """Return what a list has between its signs, where one of it is an office; else the list."""
    entries = LISTED.split(text) if len(text) <= LONGEST_LIST else [text]
    is_list = len(entries) > 1 and any(map(is_office, entries)) and not is_office(text)
    return entries if is_list else [text]


def _makers(
    text: str, typed: tuple[str, ...], title: str, sites: Collection[str]
) -> Iterator[Maker]:
    text = without_addresses(text)
    if not text or len(text) > LONGEST_LIST or re.match(r"/|@\w|\(|[{\[%$<]", text):
        return
    organised = "Organization" in typed or "NewsMediaOrganization" in typed
    if organised or squash(text) in sites or is_office(text):
        if not NOBODY.match(text):
            yield Organization(name=text)
        return
    parts = _parts(text, sites)
    persons = [name for name in parts if is_person(name) and squash(name) not in sites]
    for name in parts:
        if name in persons:
            yield Person(name=name, job_title=title or None)
        elif persons and "Person" in typed:
            continue
        elif is_organisation(name) or squash(name) in sites:
            yield Organization(name=name)
        elif ("Person" in typed and re.search(r"[^\W\d_]{2}", name)) or _single(name):
            yield Person(name=name, job_title=title or None)
    newsroom = not parts and is_organisation(text) and not NOBODY.match(text)
    if newsroom and len(text.split()) <= NEWSROOM_WORDS:
        yield Organization(name=text)


NEWSROOM_WORDS = 5
"""Words of the name of a newsroom."""


def _parts(text: str, sites: Collection[str]) -> list[str]:
    """Return the names of a list, without the place behind that of an organisation."""
    listed = [name for name in split_names(in_order(text)) if name]
    if _is_one(text, listed):
        return [text]
    parts = [name for name in listed if not NOBODY.match(name)]
    if len(parts) > 1 and (is_organisation(parts[0]) or squash(parts[0]) in sites):
        return [parts[0], *(name for name in parts[1:] if not _is_place(name))]
    return parts


def _is_one(text: str, parts: Sequence[str]) -> bool:
    """Return True if what "and" joins is one name: Media and Arts Team; not dpa and Reuters."""
    newsrooms = [name for name in parts if is_organisation(name)]
    return (
        0 < len(newsrooms) < len(parts)
        and any(" " in name for name in newsrooms)
        and not any(is_person(name) for name in parts)
        and re.search("[,;|/+&]", text) is None
    )


def _is_place(name: str) -> bool:
    """Return True if a word behind an organisation says where it sits: Harbour Press, Hamburg."""
    return name.istitle() and " " not in name and not is_organisation(name)


def _single(name: str) -> bool:
    """Return True if one word can be what somebody signs with."""
    return re.fullmatch(r"[^\W\d_][\w.'’-]{2,20}", name) is not None


def people_in(found: Iterable[Credit]) -> tuple[Person, ...]:
    """Return credits as persons, each once."""
    return tuple({credit.name: person_of(credit) for credit in found}.values())


def person_of(credit: Credit) -> Person:
    """Return a credit as the archive keeps it: the title only where it says more than the role."""
    title = None if credit.job_title == credit.role else credit.job_title
    return Person(credit.name, title, credit.affiliation)
