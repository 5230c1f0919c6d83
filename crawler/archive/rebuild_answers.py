"""What the WARC files of an archive tell of each address: when it was asked, and what came.

records -> Answer -> Attempt (the answers to one address, redirects first)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.archive.check_ledger import TRUNCATED
from crawler.archive.check_records import (
    INDEXED,
    Sized,
    memory_named,
    record_id_of,
    record_of,
    sized,
)
from crawler.archive.warc import MEMORY
from crawler.frontier.urls import canonical, redirected, resolve
from crawler.ledger.schema import CaptureRow
from crawler.model import RENDERING, SHELL
from crawler.wire import Message, payload_of, split

SUCCESS, REDIRECTS, FIRST_FAILURE = 2, 3, 400
NOT_MODIFIED = 304
CONVERSION = "conversion"
CONTINUATION, ROBOTS, IMAGE = "continuation", "robots", "image"
MAX_VALIDATOR = 1_024
"""Characters of an ETag that is sent back."""

_KIND = re.compile(rb"^kind:[ \t]*(\w+)", re.MULTILINE)


class Answer(NamedTuple):
    """One response, as its record tells it."""

    url: str
    at: float
    """When it was asked for by the clock of its run, in seconds since 1970."""

    captured_at: float
    """When by its record: the same, but for a run whose time was set."""

    status: int
    kind: str
    """What the address was asked as; empty where no record says so."""

    memory: str
    """Revision of the site memory that its page was read with; empty for a page that was not
    read, or with none."""

    leads_to: str | None
    """Where a redirect leads, in the one spelling of addresses."""

    etag: str | None
    last_modified: str | None
    row: CaptureRow


class Attempt(NamedTuple):
    """An address, and all that came of asking for it once."""

    url: str
    answers: tuple[Answer, ...]
    """Redirects and vain tries first, further pages of a story last."""

    @property
    def last(self) -> Answer:
        """The answer that counts: of the address itself, or of where it led to."""
        own = [answer for answer in self.answers if answer.kind != CONTINUATION]
        return (own or self.answers)[-1]

    @property
    def payload(self) -> str:
        """The digests of what the story was read from, one a page, joined by a space."""
        further = [answer for answer in self.answers if answer.kind == CONTINUATION]
        return " ".join(answer.row.digest for answer in (self.last, *further))


class Remembered(NamedTuple):
    """What the pages of a site had taught when a run began."""

    revision: str
    memory: str
    """As JSON."""


def told_by(path: Path, name: str) -> Iterator[Answer | Remembered]:
    """Yield what the records of a WARC file tell; what is damaged tells nothing."""
    asked_as: dict[str, tuple[str, str]] = {}
    for found in sized(path, lambda _: None):
        fields = found.stored.fields
        target = record_id_of(fields.get("warc-target-uri", ""))
        if fields.get("warc-type") == "metadata" and target.startswith(MEMORY):
            block = found.stored.block.decode("utf-8", "replace")
            yield Remembered(target.removeprefix(MEMORY), block)
        elif fields.get("warc-type") == "metadata":
            kind = _KIND.search(found.stored.block)
            concerned = record_id_of(fields.get("warc-concurrent-to", ""))
            memory = memory_named(found.stored) or ""
            asked_as = {concerned: (kind[1].decode(), memory)} if kind else {}
        elif fields.get("warc-type") in INDEXED:
            yield from _answer(found, name, asked_as)


def _answer(found: Sized, name: str, asked_as: dict[str, tuple[str, str]]) -> Iterator[Answer]:
    record = record_of(found)
    rendered = record.type == CONVERSION
    message = (
        Message(0, "", (), b"", found.stored.block) if rendered else split(found.stored.block)
    )
    try:
        at = datetime.fromisoformat(record.date).timestamp()
    except ValueError:
        return
    whole = rendered or payload_of(message)[1]
    cut = record.type == "response" and ("warc-truncated" in found.stored.fields or not whole)
    row = CaptureRow(
        record.payload_digest, record.url, record.date, record.record_id,
        TRUNCATED if cut else record.type, name, found.stored.offset, found.length,
    )  # fmt: skip
    robots = urlsplit(record.url).path == "/robots.txt"
    yield Answer(
        record.url,
        at,
        at,
        record.status,
        *asked_as.get(record.record_id, (ROBOTS if robots else "", "")),
        _leads_to(message, record.url),
        _validator(message, "etag"),
        _validator(message, "last-modified"),
        row,
    )


def _leads_to(message: Message, url: str) -> str | None:
    if message.status // 100 != REDIRECTS:
        return None
    stated = [value for name, value in message.headers if name.lower() == "location"]
    return redirected(url, stated[0].encode("latin-1", "replace")) if stated else None


def _validator(message: Message, name: str) -> str | None:
    value = next((value for key, value in message.headers if key.lower() == name), None)
    return value if value and len(value) <= MAX_VALIDATOR and value.isascii() else None


def asked_for(answers: Iterable[Answer]) -> Iterator[Attempt]:
    """Yield the answers in groups of one page each, as its unit of work wrote them.

    A redirect is followed by the answer of where it leads, a vain try by the next one, and a
    story by its further pages.
    """
    page: list[Answer] = []
    for answer in answers:
        if page and not _goes_on(page[-1], answer):
            yield _asked(page)
            page = []
        page.append(answer)
    if page:
        yield _asked(page)


def _goes_on(before: Answer, answer: Answer) -> bool:
    if answer.kind == CONTINUATION:
        return True
    if answer.kind == RENDERING or answer.row.type == CONVERSION:
        return before.kind in {SHELL, RENDERING}
    if before.leads_to is not None:
        return canonical(answer.url) == canonical(before.leads_to)
    vain = before.status >= FIRST_FAILURE or before.status == 0
    return vain and before.url == answer.url


def _asked(page: list[Answer]) -> Attempt:
    return Attempt(resolve(None, page[0].url) or page[0].url, tuple(page))
