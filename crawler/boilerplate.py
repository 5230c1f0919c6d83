"""Paragraphs that every page of a site carries and no reader came for.

What they say is data of languages: `crawler.lang.notice_phrases`; a site's own are `Rule`s of its
profile. Every line has a worth as a footer. What is known for one counts for taking it off, what
may be of the story against it, and the footer begins where the worths of all lines from there to
the end come to most: a short line that nobody knows goes with those around it, and a paragraph
holds what is above it. What a footer says is kept as data: `crawler.text.notices` reads the
notices, `crawler.text.credits` the credits.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, count
from typing import TYPE_CHECKING, Final, Literal

from crawler import patterns as re
from crawler.lang.notice_phrases import SURE, ends_as_sentence, is_anywhere, signs
from crawler.lang.page_phrases import asks_to_pay
from crawler.memory import NO_MEMORY, Memory, fingerprint
from crawler.model import Article, Edit, Identifier, Organization, Person
from crawler.text import credits as credit_lines
from crawler.text.compare.changes import is_correction
from crawler.text.notices import Notice, notice_of
from crawler.text.signatures import signature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from crawler.model import Image

Place = Literal["head", "tail", "anywhere"]
Means = Literal["notice", "credit", "nothing"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a boilerplate paragraph looks like, where it stands, and what it tells."""

    name: str
    pattern: str
    at: Place = "tail"
    means: Means = "nothing"

    def matches(self, paragraph: str) -> bool:
        """Say whether a paragraph is of this kind."""
        return _compiled(self.pattern).search(paragraph) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def strip(
    article: Article, site_rules: Iterable[Rule] = (), memory: Memory = NO_MEMORY
) -> Article:
    """Return the article without its boilerplate; the edits keep what went.

    What a notice or a credit line says becomes data of the record. `memory` knows the lines
    that the site's other stories carry: they go where they stand below the story or above it,
    never between its paragraphs, and each is an edit by ``site:recurring``.
    """
    gone = _gone(article.article_body, tuple(site_rules), memory)
    cleaned = article.edited(_removals(article, gone))
    cleaned = cleaned.edited(_signed(cleaned))
    told = [article.article_body[n] for n, rule in sorted(gone.items()) if rule.means != "nothing"]
    cleaned = cleaned.edited(_credited(cleaned, told))
    notices = [
        article.article_body[n] for n, rule in sorted(gone.items()) if rule.means == "notice"
    ]
    cleaned = cleaned.edited(_noticed(cleaned, notices))
    return cleaned.edited(_settled(cleaned)) if gone else cleaned


def _settled(article: Article) -> Iterator[Edit]:
    """Yield what takes off the doubts about words that are no longer there."""
    text = "\n".join((article.headline, *article.article_body))
    doubts = article.provenance.doubts
    for n in range(len(doubts) - 1, -1, -1):
        if doubts[n].text not in text:
            yield Edit("boilerplate:doubt", f"provenance.doubts[{n}]", doubts[n], None)


def footer(body: tuple[str, ...], site_rules: Iterable[Rule] = ()) -> int:
    """Return where the lines begin that end a body and are none of its text.

    >>> footer(("The ferry is back.", "It sails at noon.", "© 2024 The Courier"))
    2
    """
    gone = _gone(body, tuple(site_rules))
    return max((n + 1 for n in range(len(body)) if n not in gone), default=0)


def is_notice(line: str) -> bool:
    """Say whether a line is part of a legal notice.

    >>> is_notice("版权声明：河口网版权所有，未经授权不得转载")
    True
    >>> is_notice("最高法院周一发布了关于版权的新解释，三家出版社提出意见。")
    False
    """
    found = signs(line)
    return found.means == "notice" and found.weight >= SURE


def _gone(
    body: tuple[str, ...], rules: tuple[Rule, ...], memory: Memory = NO_MEMORY
) -> dict[int, Rule]:
    """Return the rule that each boilerplate paragraph falls under, by position."""
    gone = _by_rule(body, rules, NO_MEMORY)
    if not memory.lines:
        return gone
    with_memory = _by_rule(body, rules, memory)
    recurring = sum(len(body[n]) for n, rule in with_memory.items() if rule is RECURRING)
    # A story that is held at another address too has taught each of its own lines.
    is_other_story = recurring <= MAX_RECURRING * sum(map(len, body))
    return with_memory if is_other_story else gone


def _by_rule(body: tuple[str, ...], rules: tuple[Rule, ...], memory: Memory) -> dict[int, Rule]:
    gone: dict[int, Rule] = {}
    for n, text in enumerate(body):
        if rule := next((r for r in rules if r.at == "anywhere" and r.matches(text)), None):
            gone[n] = rule
        elif is_anywhere(text):
            gone[n] = BOILERPLATE["nothing"]
    rest = [n for n in range(len(body)) if n not in gone]
    for n in rest:
        found = _known(body[n], [rule for rule in rules if rule.at == "head"], memory)
        found = found or _above(body[n])
        if found is None:
            break
        gone[n] = found
    tail = [rule for rule in rules if rule.at == "tail"]
    gone |= _footer(body, [n for n in rest if n not in gone], tail, memory)
    return gone


def _footer(
    body: tuple[str, ...], rest: list[int], rules: list[Rule], memory: Memory
) -> dict[int, Rule]:
    """Return the lines of the footer: those at the end whose worths come to most together."""
    found: dict[int, Rule] = {}
    total, most, begin = 0.0, LEAST, len(body)
    is_han = max("".join(body[:3]), default="") > HAN
    widths = [0, *accumulate(map(_width, body))]
    for n in reversed(rest):
        found[n], worth = _judged(body[n], rules, memory, is_han=is_han)
        if found[n].name == "end":
            worth = END_WORTH + AFTER * widths[n] / PROSE
        total += worth
        if total >= most:
            most, begin = total, n
        if total < most - DEEPEST:
            break
    return {n: rule for n, rule in found.items() if n >= begin}


def _judged(line: str, rules: list[Rule], memory: Memory, *, is_han: bool) -> tuple[Rule, float]:
    """Return what a line may be, and its worth as a part of a footer.

    A sentence in another script than the story is none of it.
    """
    if known := _known(line, rules, memory):
        return known, KNOWN
    if sure := _sure(line):
        return sure, KNOWN
    found = signs(line)
    if -1 <= found.weight <= 1 and len(line) < PROSE and asks_to_pay(line.lower()):
        return BOILERPLATE["nothing"], KNOWN
    if found.weight > 0:
        return BOILERPLATE[found.means], found.weight - 1
    is_prose = _width(line) > PROSE or ends_as_sentence(line) or found.weight < 0
    if not is_prose or (is_han and line.isascii()):
        return BOILERPLATE["nothing"], -1
    return BOILERPLATE["nothing"], max(found.weight, -1) - 2 - _width(line) / PROSE


def _above(line: str) -> Rule | None:
    """Return what becomes of a line above a story; a story on rights may begin with a sentence."""
    least = SURE + 1 if ends_as_sentence(line) else SURE
    return _sure(line, least) if _width(line) <= MOST_ABOVE else None


def _sure(line: str, least: float = SURE) -> Rule | None:
    """Return what becomes of a line that is none of a story by its own words."""
    found = signs(line)
    return BOILERPLATE[found.means] if found.weight >= least else None


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(char > HAN for char in line)


KNOWN = 3.0
"""Worth as a footer of a line that is known. A line that nobody knows is -1."""

PROSE = 100
"""Width from which a line is prose without a full stop; each counts 1 against a footer."""

MOST_ABOVE = 200
"""Width of a notice above a story: a longer line there is the lead of one that speaks of the site
too. Without it an open letter of a site to its readers and a review with a disclosure in its first
paragraph lose that paragraph."""

END_WORTH, AFTER = 6.0, 0.15
"""Worth of an editor's line, with which a Chinese newsroom closes a story; and the share of the
story that teasers after it may have."""

LEAST = 1.0
"""Worth of a footer: two lines that name who is responsible, or one that is known."""

DEEPEST = 12.0
"""What lines may take off the worth of a footer below them before the search ends: the most that
can stand above a paragraph of a story."""

HAN = "\u2e80"
"""From here on characters say as much as two."""

BOILERPLATE: Final = {
    "notice": Rule("notice", "", means="notice"),
    "credit": Rule("credit", "", means="credit"),
    "end": Rule("end", "", means="credit"),
    "nothing": Rule("around", ""),
    "": Rule("around", ""),
}
"""What becomes of a line, by what its words mean; ``around``: it stands in the footer."""

CREDITS = Rule("credits", "", means="credit")
"""A line that names who made the story, and nothing else: at either end of it."""

RECURRING = Rule("recurring", "")
"""A line that the site's other stories carry too, at either end of the body."""

MAX_RECURRING = 0.5
"""Share of a body's characters that may recur on its site."""

LEAST_RECURRING = 16
"""Characters of a line that may be the site's own: "Yes, I do." may be anybody's last words."""


def _known(line: str, rules: Iterable[Rule], memory: Memory) -> Rule | None:
    """Return the rule of the site that a line falls under, or what else it is for sure."""
    if rule := next((rule for rule in rules if rule.matches(line)), None):
        return rule
    if _only_credits(line):
        return CREDITS
    return RECURRING if _is_the_sites(line, memory) else None


def _only_credits(line: str) -> bool:
    found = credit_lines.credits(line)
    return found is not None and found.whole


def _is_the_sites(line: str, memory: Memory) -> bool:
    """Return True for a line that other stories carry, unless it must be this story's own.

    A newsroom words all of its corrections alike; a question may end any interview.
    """
    return (
        len(line) >= LEAST_RECURRING
        and fingerprint(line) in memory.lines
        and not line.endswith(("?", "？", "؟"))
        and not is_correction(line)
    )


def _removals(article: Article, gone: dict[int, Rule]) -> Iterator[Edit]:
    by = ""
    for n in sorted(gone, reverse=True):
        by = "site:recurring" if gone[n] is RECURRING else f"boilerplate:{gone[n].name}"
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], None)
    yield from moved(article.image, gone, by)


def moved(images: Sequence[Image], gone: Collection[int], by: str) -> Iterator[Edit]:
    """Yield where pictures stand in a body from which paragraphs went."""
    before = sorted(gone)
    for n, image in enumerate(images):
        place = image.position
        if place is not None and (lost := bisect_left(before, place)):
            yield Edit(by, f"image[{n}].position", place, place - lost)


def _signed(article: Article) -> Iterator[Edit]:
    """Yield what takes a signature off the last paragraph and makes an author of it."""
    if not article.article_body:
        return
    n = len(article.article_body) - 1
    japanese = article.in_language == "ja"
    text, names = signature(article.article_body[n], japanese=japanese)
    if not names:
        return
    by = "credit:signature"
    if text:
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], text)
    else:
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], None)
    yield from _added(by, "author", article.author, [Person(name) for name in names])


def _credited(article: Article, lines: list[str]) -> Iterator[Edit]:
    """Yield the people and the source that credit lines name."""
    found = [each for each in map(credit_lines.credits, lines) if each is not None]
    roles: tuple[Literal["author", "editor", "contributor"], ...] = (
        "author",
        "editor",
        "contributor",
    )
    for role in roles:
        people = [_person(credit) for each in found for credit in each.of(role)]
        yield from _added(f"credit:{role}", role, getattr(article, role), people)
    source = next((each.source for each in found if each.source), None)
    if source and article.source_organization is None:
        yield Edit("credit:source", "sourceOrganization", None, Organization(source))


def _person(credit: credit_lines.Credit) -> Person:
    title = credit.job_title if credit.role == "contributor" else None
    return Person(credit.name, title, credit.affiliation)


def _added(
    by: str, field: str, known: tuple[Person | Organization, ...], people: list[Person]
) -> Iterator[Edit]:
    names = {person.name.casefold() for person in known}
    place = count(len(known))
    for person in people:
        if (name := person.name.casefold()) not in names:
            yield Edit(by, f"{field}[{next(place)}]", None, person)
            names.add(name)


def _noticed(article: Article, lines: list[str]) -> Iterator[Edit]:
    """Yield the notice as data: its lines, the holder, the publisher and its numbers."""
    kept = (article.copyright_notice or "").split("\n") if article.copyright_notice else []
    said = [*kept, *(line for line in lines if not any(line in other for other in kept))]
    if not said:
        return
    by = "boilerplate:notice"
    if said != kept:
        yield Edit(by, "copyrightNotice", article.copyright_notice, "\n".join(said))
    told = notice_of(said)
    if told.holder and not article.copyright_holder:
        yield Edit(by, "copyrightHolder", article.copyright_holder, told.holder)
    publisher = _publisher(article, told)
    if publisher != article.publisher:
        yield Edit(by, "publisher", article.publisher, publisher)


def _publisher(article: Article, told: Notice) -> Organization | None:
    """Return the publisher with what its notice says; on a mirror it is the original one."""
    numbers = tuple(Identifier(kind, value) for kind, value in told.identifiers)
    name = told.publisher or told.holder
    known = article.publisher
    if name and (known is None or "mirror" in article.provenance.flags):
        known = Organization(name)
    if known is None:
        if not (numbers or told.email):
            return None
        known = Organization("")
    return replace(
        known,
        email=known.email or told.email,
        telephone=known.telephone or told.telephone,
        identifier=known.identifier + tuple(n for n in numbers if n not in known.identifier),
    )
