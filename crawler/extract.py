"""What happens to one capture, from its bytes to a clean article.

`extract` does it in one call. A crawl has it done in another process, by `finish`, and is given
the article as it was after each step: a step is then counted where it is not made.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import patterns as re
from crawler.boilerplate import moved, strip
from crawler.memory import NO_MEMORY, Memory, lines_of
from crawler.model import MOST_PARTS, Article, Capture, Doubt, Edit, LikelyReading, Person
from crawler.page.comments.comments import Comments, joined
from crawler.page.read import Reading, read, read_page
from crawler.page.shape import shaped
from crawler.site import ANY_SITE, Site
from crawler.text.compare.minhash import signature
from crawler.text.mirror.mirror_restore import unsure
from crawler.text.mirror.spam import is_spam, without_spam
from crawler.text.repair.repair import damage, trace_all
from crawler.text.signatures import photo_credit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.archive.drafts import Draft
    from crawler.boilerplate import Rule
    from crawler.text.repair.steps import Step

TEXTS = (
    "headline", "kicker", "alternative_headline", "description", "abstract", "article_body",
    "article_section", "keywords", "dateline", "author", "editor", "contributor",
    "source_organization", "publisher", "image", "live_blog_update",
    "copyright_notice", "copyright_holder",
)  # fmt: skip
"""Fields of an article that somebody wrote, and that may have been damaged on the way."""

NO_TEXT = {
    "content_url", "url", "date_published", "date_created", "email", "telephone", "position",
    "identifier", "parent_item",
}  # fmt: skip
"""Parts of those that are no prose."""

MIRROR = "undo_mirror"
UNSURE = "unsure-characters"
"""Flag of a text of which characters stand as ``?``: several readings fit, or none does."""

MOST_DOUBTS = 20
"""Places of a text whose readings are told: of 117 damaged pages none has more."""

PARTS_CUT = "parts-cut"


def extract(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Article:
    """Return the clean article in a capture.

    Pure: the same capture, site and memory give the same article, whether it
    was fetched a second ago or stands in an archive from another decade.

    Text is repaired before boilerplate is looked for, so that a rule is written
    once, for ``© 2024``, and not again for ``Â© 2024``.

    Raises `NotAnArticle` with a reason where the page holds none.
    """
    if not (site.rich_text or site.comments):
        article = bounded(read(capture, site, memory))
        return strip(repair_article(article), site.boilerplate, memory)
    reading = reading_of(capture, site, memory)
    clean = strip(repair_article(reading.article), site.boilerplate, memory)
    return with_asked(clean, [reading], site)


class Steps(NamedTuple):
    """An article after each of the steps that make it clean."""

    as_read: Article
    repaired: Article
    clean: Article
    lines: tuple[str, ...]
    """Fingerprints of the paragraphs that were there before boilerplate was taken off."""

    signature: bytes
    """Of the clean body: see `crawler.text.compare.minhash`."""

    draft: Draft | None = None
    """The clean article as its line; None where nobody asked for that."""


class Finished(NamedTuple):
    """All that one capture gives."""

    reading: Reading
    steps: Steps | None
    """None where the story goes on: it is cleaned as a whole."""


def finish(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Finished:
    """Return what a capture gives, from its bytes to a clean article.

    Raises `NotAnArticle` with a reason where the page holds none.
    """
    reading = reading_of(capture, site, memory)
    if reading.next_page:
        return Finished(reading, None)
    steps = steps_of(reading.article, site.boilerplate, memory)
    return Finished(reading, with_more(steps, [reading], site))


def reading_of(capture: Capture, site: Site, memory: Memory) -> Reading:
    """Return what a page says, before any repair, with no more parts than `bounded` leaves.

    Raises `NotAnArticle` with a reason where the page holds none.
    """
    reading = read_page(capture, site, memory)
    return reading._replace(article=bounded(reading.article))


def bounded(article: Article) -> Article:
    """Return an article with no more than `MOST_PARTS` authors, pictures and the like of a kind.

    One of which some were left out is flagged ``parts-cut``.
    """
    cut: dict[str, Any] = {
        each.name: value[:MOST_PARTS]
        for each in fields(article)
        if isinstance(value := getattr(article, each.name), tuple)
        and len(value) > MOST_PARTS
        and is_dataclass(value[0])
    }
    if not cut:
        return article
    known = article.provenance
    return replace(article, **cut, provenance=replace(known, flags=(*known.flags, PARTS_CUT)))


def with_more(steps: Steps, pages: Sequence[Reading], site: Site) -> Steps:
    """Return the steps of a story of these pages, with what its site asks for beside its text."""
    return steps._replace(clean=with_asked(steps.clean, pages, site))


def with_asked(clean: Article, pages: Sequence[Reading], site: Site) -> Article:
    """Return a clean article of these pages, with what its site asks for beside its text.

    That is the shape of its text, see `shaped`, and what its readers wrote.
    """
    shapes = [shape for page in pages for shape in page.shapes]
    shapely = shaped(clean, shapes, site.rich_text) if site.rich_text else clean
    return with_comments(shapely, joined([page.comments for page in pages]))


def with_comments(clean: Article, comments: Comments) -> Article:
    """Return a clean article with what its readers wrote.

    Their texts are repaired among themselves: what one of them pasted says nothing of the story.
    """
    if comments == Comments():
        return clean
    commented = replace(
        clean,
        comment=comments.comments,
        comment_count=comments.stated,
        provenance=replace(clean.provenance, comments_cut=comments.cut or None),
    )
    places = list(_leaves("comment", commented.comment))
    return commented.edited(_repairs(places, _traced(places, commented.in_language)))


def steps_of(article: Article, rules: tuple[Rule, ...], memory: Memory) -> Steps:
    """Return an article as it was read, and what becomes of it."""
    repaired = repair_article(article)
    clean = strip(repaired, rules, memory)
    body = "\n".join(clean.article_body)
    return Steps(article, repaired, clean, lines_of(repaired.article_body), signature(body))


def repair_article(article: Article) -> Article:
    """Return the article with every text in it repaired, each change on record.

    The texts of a page are repaired together: what is proven in the body speaks for the
    headline. What cannot be restored is flagged. Somebody keeps a name that is nothing but
    damage: without one there would be nobody.
    """
    places = list(_texts(article))
    traced = _traced(places, article.in_language)
    repaired = article.edited(_repairs(places, traced))
    return repaired.edited(_consequences(repaired, traced))


_Place = tuple[str, str]
"""Where a text stands in a record, and the text."""


def _traced(places: Sequence[_Place], language: str | None) -> list[tuple[Step, ...]]:
    """Return the repairs of texts that speak for each other."""
    return trace_all([text for _, text in places], language=language)


def _repairs(places: Sequence[_Place], traced: Sequence[tuple[Step, ...]]) -> list[Edit]:
    """Return what repairs do to texts, each with its place in a record."""
    return [
        Edit("repair:" + "+".join(step.name for step in steps), place, text, _left(place, steps))
        for (place, text), steps in zip(places, traced, strict=True)
        if steps and (steps[-1].after or not place.endswith(".name"))
    ]


def _left(place: str, steps: tuple[Step, ...]) -> str | None:
    """Return what a text is after its repairs: absent where nothing is left and it may be.

    A space that did not break at its end, which was hidden in a letter, goes as others have.
    """
    after = steps[-1].after.rstrip()
    return after if after or place == "headline" or place.endswith("]") else None


SHARE_DIGITS = 4
"""One character of an article of 10,000 that is lost still shows."""


def _consequences(article: Article, traced: Sequence[tuple[Step, ...]]) -> Iterator[Edit]:
    """Yield what the repairs say about the article as a whole."""
    text = "\n".join((article.headline, *article.article_body))
    steps = [step for each in traced for step in each]
    is_mirrored = any(step.name == MIRROR for step in steps)
    lost, holes = damage(text), unsure(text) if is_mirrored else 0
    flags = [*lost.flags, *[UNSURE] * bool(holes)]
    share = round(lost.share + holes / max(1, len(text)), SHARE_DIGITS)
    if share and article.provenance.lost_share is None:
        yield Edit("repair:flag", "provenance.lostShare", None, share)
    for n, doubt in enumerate(_doubts(text, steps)[:MOST_DOUBTS]):
        yield Edit("repair:flag", f"provenance.doubts[{n}]", None, doubt)
    if is_mirrored:
        flags.append("mirror")
        yield from _photographers(article)
        yield from _spam(article)
        if article.in_language != "zh-Hans":
            yield Edit(f"repair:{MIRROR}", "inLanguage", article.in_language, "zh-Hans")
    known = article.provenance.flags
    for n, flag in enumerate((flag for flag in flags if flag not in known), len(known)):
        yield Edit("repair:flag", f"provenance.flags[{n}]", None, flag)


def _doubts(text: str, steps: Sequence[Step]) -> list[Doubt]:
    """Return the places of a text that repairs left room for several readings of."""
    unsure = {each.text: each.readings for step in steps for each in step.unsure}
    return [
        Doubt(words, tuple(LikelyReading(*reading) for reading in readings))
        for words, readings in unsure.items()
        if words in text
    ]


SPAM = "spam:mirror"


def _spam(article: Article) -> Iterator[Edit]:
    """Yield what takes off the search words that a mirror hung around the page."""
    paragraphs = article.article_body
    spam = {n for n, text in enumerate(paragraphs) if is_spam(text)}
    story = "\n".join(text for n, text in enumerate(paragraphs) if n not in spam)
    for name in ("headline", "kicker", "alternative_headline", "description"):
        text = getattr(article, name)
        rest = text and without_spam(text, story)
        if rest != text and (rest or name != "headline"):
            yield Edit(SPAM, _camel(name), text, rest or None)
    for n in range(len(article.keywords) - 1, -1, -1):
        if is_spam(article.keywords[n], story):
            yield Edit(SPAM, f"keywords[{n}]", article.keywords[n], None)
    for n in sorted(spam, reverse=True):
        yield Edit(SPAM, f"articleBody[{n}]", paragraphs[n], None)
    yield from moved(article.image, spam, SPAM)


def _photographers(article: Article) -> Iterator[Edit]:
    """Yield the credits that could not be read from captions before they were repaired."""
    people = [person.name for person in article.contributor]
    for n, image in enumerate(article.image):
        _, written, credited = photo_credit(image.caption or "")
        if written and written != image.credit_text:
            yield Edit("credit:photo", f"image[{n}].creditText", image.credit_text, written)
        for credit in credited:
            if credit.name not in people:
                person = Person(credit.name, credit.job_title)
                yield Edit("credit:photo", f"contributor[{len(people)}]", None, person)
                people.append(credit.name)


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    """Yield each text of the article and where it stands, in the record's words."""
    for name in TEXTS:
        yield from _leaves(_camel(name), getattr(article, name))


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from _leaves(f"{place}[{n}]", inner)
    elif is_dataclass(value):
        for part in fields(value):
            if part.name not in NO_TEXT:
                yield from _leaves(f"{place}.{_camel(part.name)}", getattr(value, part.name))


@cache
def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
