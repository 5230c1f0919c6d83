"""What stands beside names of people: offices and companies, jobs, and the post behind a name.

The words are in ``data/names.toml``; names themselves are read in `crawler.lang.names`.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from crawler import patterns as re
from crawler.lang.names import BETWEEN, TITLE, is_organisation, is_person
from crawler.lang.words import either

_either = partial(either, "names")

LISTED: Final = re.compile(r"\s*[,;|/]\s*")
"""A sign between two names of a list, which no name of an office has before a person's."""


def is_office(text: str) -> bool:
    """Say whether a text is the name of an office with what it is for: it lists no persons.

    >>> is_office("Ministry for Harbours and Trade"), is_office("Jane Roe for Harbour News")
    (True, False)
    >>> is_office("Harbour Press GmbH & Co. KG"), is_office("Jane Roe & Company Sergeant Doe")
    (True, False)
    """
    if _COMPANY.search(text):
        return True
    _, *behind = LISTED.split(text)
    if any(all(map(is_person, BETWEEN.split(part))) for part in behind):
        return False
    if _OFFICE.match(text):
        return True
    found = _FOR.search(text)
    return found is not None and is_organisation(text[: found.start()]) and not is_person(text)


_COMPANY: Final = re.compile(rf"\s(?:{_either('company')})(?!\w)", re.IGNORECASE)
"""The legal form of a company, which no list of persons has."""

_OFFICE: Final = re.compile(rf"(?:{_either('office')})\s", re.IGNORECASE)
"""With what the name of an office begins, whatever its last words look like."""

_FOR = re.compile(rf"\s(?:{_either('for')}|of|of the|des|der|de la|del)\s")


def is_job(name: str) -> bool:
    """Say whether a text is the name of a job: Political Editor, and not Editors' Desk."""
    return TITLE.search(name) is not None and not is_organisation(name)


def signing_name(line: str) -> str:
    """Return the name with which a line signs a text, without the signs and the post around it.

    >>> [signing_name(line) for line in ("Jane Roe", "— Jane Roe", "(Jane Roe)", "Jane Roe, dpa")]
    ['Jane Roe', 'Jane Roe', 'Jane Roe', 'Jane Roe']
    >>> [signing_name(line) for line in ("Jane Roe, who left", "Jane Roe (12)", "- the quay")]
    ['', '', '']
    """
    found = _SIGNING.fullmatch(line) if len(line) <= SIGNED else None
    if found is None or not is_person(found["name"]):
        return ""
    post = found["post"]
    return found["name"] if post is None or is_organisation(post) or is_job(post) else ""


SIGNED: Final = 100
"""Characters of a name of 45 with a post of 40 and the signs around them."""

_SIGNING = re.compile(
    r"(?:[-–—―]\s*|[(\[]\s*)?(?P<name>[^\W\d_][^,/|()\[\]]*?)"
    r"(?:(?:\s*[,/|]\s*|\s+[-–—]\s+|\s*[(\[])(?P<post>[^,()\[\]]{2,40}))?[)\]]?"
)
