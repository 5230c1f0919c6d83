"""A story that must go: taken out of lines, captures, index and ledger, with a log that stays.

    find_story(root, "https://…") -> Story -> prepare(shelf, story, why, now) -> finish(shelf)

The new files are written to ``takedown.work/`` first. Once its ``journal.json`` is safe the
takedown is bound to happen: `finish` goes through the same steps again after any crash, and
every run of the crawler begins with it. Without a journal nothing has happened.

What goes: every version of the story, its events, the captures of its address, and every
capture with the payload of one of its pages, under whatever address: those are the same bytes,
and the lines that were read from them go as well; so do pictures that no other story shows.
Tombstones take the places of captures, so that no other record moves. What stays: how we asked
(the address is in the log as well), and the captures of lists and feeds that spoke of the story.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive.cdx import REVISIT
from crawler.archive.check_inventory import index_of
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_lines import UNREADABLE, entry_of, sealed_in
from crawler.archive.check_records import record_of, sized
from crawler.archive.disk import sync_path
from crawler.archive.folders import JOURNAL, WORK
from crawler.archive.jsonl import line_of
from crawler.archive.linked_data import context
from crawler.archive.retention import expired_in
from crawler.archive.segment import SegmentError, sha256_of
from crawler.archive.segments import Segments
from crawler.archive.stored_lines import lines_of
from crawler.archive.tombstone import tombstone
from crawler.archive.warc_reader import fields_of, record_at
from crawler.frontier.urls import canonical
from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import Ledger
from crawler.ledger.takedowns import Shortened
from crawler.model import RENDERED

logger = logging.getLogger(__name__)


class TakedownError(Exception):
    """The story cannot be taken down; the message says why, and nothing has happened."""


@dataclass(slots=True)
class Story:
    """What an archive holds of a story."""

    urls: dict[str, list[str]] = field(default_factory=dict)
    """Its addresses, and the identifiers of the versions of each."""

    digests: set[str] = field(default_factory=set)
    """Of the payloads that it was read from."""

    pictures: set[str] = field(default_factory=set)
    """Digests of its pictures that no other story shows."""

    is_rendered: bool = False
    """Whether a browser filled a page of it: what that asked for goes as well."""

    lines: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Files of lines, with offset and length of each line that goes."""

    records: dict[str, list[tuple[int, int, str, str]]] = field(default_factory=dict)
    """WARC files: offset and length of each capture that goes, its digest and its address."""

    aside: list[str] = field(default_factory=list)
    """Folders beside the archive that hold a page of it: failing fixtures of a broken layout."""

    def __bool__(self) -> bool:
        return bool(self.lines or self.records)

    def counts(self) -> str:
        """Return how much it is, for people."""
        lines = sum(map(len, self.lines.values()))
        records = sum(map(len, self.records.values()))
        return f"{lines} lines, {records} captures of {len(self.urls)} addresses"


Bring = Callable[[str], bool]
"""Brings a sealed file back that is not here; says whether it could."""


def find_story(
    root: Path,
    named: str,
    bring: Bring = lambda _: False,
    told: Callable[[int], object] = lambda _: None,
) -> Story:
    """Return what a sealed archive holds of a story, by its address or an identifier.

    Raises `TakedownError` where files that may hold it are not here, and `bring` has none. What
    expired is gone for good: nothing of it is left to be removed. Lines are looked through
    several times; `told` is called with the bytes of each.
    """
    had = _had(root, bring)
    files = [sealed.file for sealed, _ in sealed_in(root)]
    story = Story()
    keys = set() if named.startswith("urn:") else {canonical(named)}
    articles = [name for name in files if name.startswith("articles/") and had(name)]
    grown = True
    while grown:
        grown = False
        for record in _records(root, articles, told):
            urls = {record["url"], record.get("mainEntityOfPage", record["url"])}
            captures = set(record["provenance"]["captures"])
            if (
                record["identifier"] == named
                or not keys.isdisjoint(map(canonical, urls))
                or captures & story.digests
            ):
                versions = story.urls.setdefault(record["url"], [])
                if record["identifier"] not in versions:
                    versions.append(record["identifier"])
                    grown = True
                grown |= not captures <= story.digests
                story.is_rendered |= RENDERED in record["provenance"].get("flags", ())
                story.digests |= captures
                keys.add(canonical(record["url"]))
    story.pictures = _pictures(_records(root, articles, told), keys)
    for name in files:
        if name.startswith(("articles/", "events/")) and had(name):
            _note_lines(root, name, story, keys)
    indexed = [name for name in files if name.startswith("warc/") and index_of(name) in files]
    _note_captures(root, [name for name in indexed if had(index_of(name))], story, keys)
    story.records = {name: places for name, places in story.records.items() if had(name)}
    for warc in story.records if story.is_rendered else ():
        story.records[warc] += _of_browser(root / warc, keys, story.records[warc])
    story.aside = [
        path.parent.relative_to(root).as_posix()
        for path in root.glob("drift/**/capture.warc")
        if any(url.encode() in path.read_bytes() for url in story.urls)
    ]
    return story


def _had(root: Path, bring: Bring) -> Callable[[str], bool]:
    """Return what says whether a file is here, or here again; it raises where one is elsewhere."""
    expired = expired_in(root)

    def had(name: str) -> bool:
        if (root / name).is_file() or bring(name):
            return True
        if name in expired:
            return False
        raise TakedownError(f"{name} is not in {root}: bring it back from where it is kept")

    return had


def _pictures(records: Iterable[dict[str, Any]], keys: set[str]) -> set[str]:
    """Return the digests of the pictures that stories at these addresses show, and no other."""
    own, others = set[str](), set[str]()
    for record in records:
        shown = own if canonical(record["url"]) in keys else others
        shown.update(each["digest"] for each in record.get("image", ()) if "digest" in each)
    return own - others


def _records(
    root: Path, names: Iterable[str], told: Callable[[int], object] = lambda _: None
) -> Iterator[dict[str, Any]]:
    for name in names:
        for _, length, line in lines_of(root / name):
            told(length)
            try:
                record = json.loads(line)
                known = record["identifier"], record["url"], record["provenance"]["captures"]
            except UNREADABLE:
                continue
            if all(known):
                yield record


def _note_lines(root: Path, name: str, story: Story, keys: set[str]) -> None:
    for offset, length, line in lines_of(root / name):
        try:
            taken = canonical(json.loads(line)["url"]) in keys
        except UNREADABLE:
            taken = False
        if taken:
            story.lines.setdefault(name, []).append((offset, length))


def _note_captures(root: Path, warcs: list[str], story: Story, keys: set[str]) -> None:
    """Note the captures of the story, by the indexes of these WARC files.

    The page that says that nothing stands at its address is not of it where other addresses
    were answered with the same one.
    """
    others: set[str] = set()
    found = []
    for warc in warcs:
        index = root / index_of(warc)
        for line in index.read_bytes().splitlines(keepends=True):
            try:
                fields = entry_of(line).fields
            except UNREADABLE:
                raise TakedownError(f"{index} cannot be read: check-archive --mend") from None
            own = canonical(fields["url"]) in keys
            if own or fields["digest"] in story.digests | story.pictures:
                found.append((warc, own, fields))
            if not own:
                others.add(fields["digest"])
    shared = others - story.digests
    for warc, own, fields in found:
        if own and fields["digest"] in shared and fields["mime"] != REVISIT:
            continue
        place = int(fields["offset"]), int(fields["length"]), fields["digest"], fields["url"]
        story.records.setdefault(warc, []).append(place)
        story.urls.setdefault(fields["url"], [])


def _of_browser(
    warc: Path, keys: set[str], known: list[tuple[int, int, str, str]]
) -> Iterator[tuple[int, int, str, str]]:
    """Yield the answers that a browser was given for pages at these addresses."""
    wanted: set[str] = set()
    places = {place[0] for place in known}
    for found in sized(warc, lambda _: None):
        fields = found.stored.fields
        if fields.get("warc-type") == "metadata":
            via = fields_of(b"\n" + found.stored.block).get("via", "")
            if via and canonical(via) in keys:
                wanted.add(fields.get("warc-concurrent-to", ""))
        elif fields.get("warc-record-id") in wanted and found.stored.offset not in places:
            record = record_of(found)
            yield found.stored.offset, found.length, record.payload_digest, record.url


def prepare(shelf: Segments, story: Story, why: str, now: datetime) -> str:
    """Write the files that take the places of those that hold the story; return the log's name.

    When it returns the takedown is bound to happen. Raises `TakedownError`, and OSError, before.
    """
    work = shelf.root / WORK
    if (work / JOURNAL).exists():
        raise TakedownError("another takedown was interrupted: finish it first")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    log = f"takedowns/{shelf.run_name(now, 0)}.jsonl"
    files: dict[str, dict[str, Any]] = {}
    gone: list[tuple[str, int]] = []
    for name, places in story.lines.items():
        file = Shortened((shelf.root / name).stat().st_size, places)
        _without(shelf.root / name, _at(work, name), file)
        files[name] = {"before": file.before, "removed": places}
    locations: dict[str, list[dict[str, Any]]] = {}
    for name, records in story.records.items():
        entombed = _entombed(shelf.root / name, _at(work, name), records, log)
        for (offset, _, _, url), record_id in zip(records, entombed, strict=True):
            place = {"file": name, "offset": offset, "recordId": record_id}
            locations.setdefault(url, []).append(place)
            gone.append((name, offset))
        files[name] = {}
        index = index_of(name)
        file = _index_without(shelf.root / index, _at(work, index), records)
        files[index] = {"before": file.before, "removed": file.removed}
    _at(work, log).write_bytes(_log(story, locations, why, now))
    for name in (*files, log):
        sync_path(work / name)
        files.setdefault(name, {})["sha256"] = sha256_of(work / name)
        files[name]["length"] = (work / name).stat().st_size
    journal = {"log": log, "files": files, "records": gone, "urls": [*story.urls],
               "aside": story.aside, "at": now.timestamp()}  # fmt: skip
    draft = work / f"{JOURNAL}.draft"
    draft.write_text(json.dumps(journal), "utf-8")
    sync_path(draft)
    draft.rename(work / JOURNAL)
    sync_path(work)
    sync_path(shelf.root)
    return log


def finish(shelf: Segments, server: str = "") -> str | None:
    """Bring a takedown to its end, wherever it stands; return its log, or None without one.

    `server` is the address of the ledger, where it stands on one.
    """
    work = shelf.root / WORK
    path = work / JOURNAL
    if not path.exists():
        shutil.rmtree(work, ignore_errors=True)
        return None
    journal = json.loads(path.read_text("utf-8"))
    files, log = journal["files"], str(journal["log"])
    for name in files:
        if (work / name).exists():
            shelf.disk.folder((shelf.root / name).parent)
            shelf.disk.rename(work / name, shelf.root / name)
            sync_path((shelf.root / name).parent)
        elif not (shelf.root / name).exists():
            raise SegmentError(f"{shelf.root / name} is gone amid a takedown: restore it")
    sealed = {name: (file["length"], file["sha256"]) for name, file in files.items()}
    shelf.relist({name: now for name, now in sealed.items() if name != log})
    if not shelf.listed(log):
        shelf.enlist(log)
    _tell_ledger(server or shelf.root / LEDGER, journal)
    for name in journal["aside"]:
        shutil.rmtree(shelf.root / name, ignore_errors=True)
    path.unlink()
    shutil.rmtree(work)
    sync_path(shelf.root)
    return log


def _tell_ledger(path: Path | str, journal: dict[str, Any]) -> None:
    """Tell the ledger; one that cannot be read is made anew from the archive and its logs."""
    if isinstance(path, str) or path.exists():
        shortened = {
            name: Shortened(file["before"], [(at, length) for at, length in file["removed"]])
            for name, file in journal["files"].items()
            if "removed" in file
        }
        gone = [(file, offset) for file, offset in journal["records"]]
        try:
            with closing(Ledger(path)) as ledger:
                ledger.takedowns.forget(journal["urls"], journal["at"], gone, shortened)
        except (LedgerError, sqlite3.DatabaseError) as error:
            if isinstance(path, str):
                raise SegmentError(f"{error}; then the takedown is ended") from error
            logger.warning("%s was not told of a takedown: check-archive --mend. %s", path, error)


def taken_down(root: Path) -> Iterator[tuple[str, float]]:
    """Yield each address that was taken down, with the time, by the logs of an archive."""
    for log in sorted((root / "takedowns").glob("*.jsonl")):
        with log.open("rb") as lines:
            for line in lines:
                record = json.loads(line)
                at = datetime.fromisoformat(record["endTime"]).timestamp()
                yield record["object"]["url"], at


def _at(work: Path, name: str) -> Path:
    path = work / name
    path.parent.mkdir(exist_ok=True)
    return path


def _without(source: Path, target: Path, file: Shortened) -> None:
    """Copy a file without the lines that go."""
    with source.open("rb") as lines, target.open("wb") as out:
        for offset, length in file.removed:
            _copy(lines, out, offset - lines.tell())
            lines.seek(offset + length)
        shutil.copyfileobj(lines, out)


def _copy(source: Any, target: Any, length: int) -> None:
    while length:
        piece = source.read(min(length, 1 << 20))
        target.write(piece)
        length -= len(piece)


def _index_without(
    source: Path, target: Path, records: Iterable[tuple[int, int, str, str]]
) -> Shortened:
    gone = {offset for offset, *_ in records}
    removed, at = [], 0
    for line in source.read_bytes().splitlines(keepends=True):
        if int(entry_of(line).fields["offset"]) in gone:
            removed.append((at, len(line)))
        at += len(line)
    _without(source, target, file := Shortened(at, removed))
    return file


def _entombed(
    source: Path, target: Path, records: Iterable[tuple[int, int, str, str]], log: str
) -> Iterator[str]:
    """Copy a WARC file with tombstones; yield the id of each record that was there."""
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        for offset, length, _, _ in records:
            fields = record_at(str(source), offset).fields
            try:
                member = tombstone(fields, log, length)
            except (KeyError, ValueError) as error:
                raise TakedownError(f"{source}, offset {offset}: {error}") from error
            file.seek(offset)
            file.write(member)
            yield fields["warc-record-id"].strip("<>")


def _log(
    story: Story, locations: dict[str, list[dict[str, Any]]], why: str, now: datetime
) -> bytes:
    """Return the lines of a log: one for each address, with where its captures stood."""
    digests: dict[str, set[str]] = {}
    for records in story.records.values():
        for _, _, digest, url in records:
            digests.setdefault(url, set()).add(digest)
    lines = []
    for url, identifiers in story.urls.items():
        what: dict[str, Any] = {"@type": "NewsArticle", "url": url}
        record = {
            "@context": context(),
            "@type": "DeleteAction",
            "object": {**what, **({"identifier": identifiers} if identifiers else {})},
            "description": why,
            "endTime": now.astimezone(UTC).isoformat(timespec="seconds"),
            "provenance": {
                "captures": sorted(digests.get(url, ())),
                "locations": locations.get(url, []),
            },
        }
        lines.append(line_of(record) + "\n")
    return "".join(lines).encode()
