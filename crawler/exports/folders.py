"""Forms of an export that are a folder: lines for each host and day, or a file a story.

daily       HOST/DAY.jsonl: the lines as they are held; daily.gz and daily.zst are compressed
markdown    HOST/DAY-NAME.md, the metadata in front as YAML, the text in its shape where the
            archive keeps that (``RICH_TEXT``), what readers wrote behind it
text        HOST/DAY-NAME.txt, headline, byline and text

What writes one can be asked to settle: then all that it was given is in its files, and it can be
gone on with from there in another process.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from crawler import patterns as re
from crawler.archive.disk import sync_paths
from crawler.archive.jsonl import line_of
from crawler.exports.appended import CODINGS, NOTHING, Form, folder_stands
from crawler.exports.columns import row_of, sound, spelled
from crawler.exports.held import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.appended import Writer
    from crawler.exports.held import HeldStory

MAX_NAME = 80
"""Characters of a file's name that come from the address of its story."""

MAX_BYTES = 200
"""Bytes of a name before its ending: file systems stop at 255, and a letter may have four."""


MAX_OPEN = 100
"""Files that are open at a time: a system allows a process some hundreds."""


def to_days(coding: str = "") -> Callable[..., AbstractContextManager[Writer]]:
    """Return what writes lines into a file for each host and day."""

    @contextmanager
    def writing(path: Path, kept: Mapping[str, int] = NOTHING) -> Iterator[Writer]:
        days = _Days(path, coding, kept)
        try:
            yield days
        finally:
            days.close()

    return writing


class _Days:
    """Files of lines, those of one day after those of another."""

    def __init__(self, path: Path, coding: str, kept: Mapping[str, int]) -> None:
        """`kept`: files of the day at which the writing settled, and how long they were then."""
        self._path, self._coding = path, coding
        self._opened: dict[str, BinaryIO] = {}
        self._day = next(iter(kept), "").rpartition("/")[2].partition(".")[0]
        self._begun = set(kept)
        self._written: set[Path] = set()
        for name, length in kept.items():
            os.truncate(path / name, length)

    def __call__(self, story: HeldStory) -> None:
        day = day_of(story.record)
        if day != self._day:
            self.close()
            self._begun.clear()
            self._day = day
        name = f"{_host(story.record)}/{day}.jsonl{self._coding}"
        if name not in self._opened:
            if len(self._opened) >= MAX_OPEN:
                self.close()
            file = self._path / name
            if name not in self._begun:
                self._begun.add(name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.unlink(missing_ok=True)
            self._opened[name] = CODINGS[self._coding](file)
        self._opened[name].write(line_of(story.record).encode() + b"\n")

    def parts_before(self, _: HeldStory) -> bool:
        """Return True: a line stands by itself."""
        return True

    def settle(self) -> dict[str, int]:
        """End what was begun of each file, so that it can be written on."""
        self.close()
        sync_paths(self._written)
        self._written.clear()
        return {name: (self._path / name).stat().st_size for name in sorted(self._begun)}

    def close(self) -> None:
        """Close the files."""
        while self._opened:
            name, file = self._opened.popitem()
            file.close()
            self._written.add(self._path / name)


@contextmanager
def to_markdown(path: Path, kept: Mapping[str, int] = NOTHING) -> Iterator[Writer]:
    """Write a file a story, its metadata in front as YAML."""
    yield _Texts(path, kept, ".md", _markdown)


@contextmanager
def to_text(path: Path, kept: Mapping[str, int] = NOTHING) -> Iterator[Writer]:
    """Write a file a story: headline, byline, text."""
    yield _Texts(path, kept, ".txt", _plain)


class _Texts:
    """A file a story: one that was begun is written anew."""

    def __init__(
        self, path: Path, _: Mapping[str, int], ending: str, shown: Callable[[HeldStory], str]
    ) -> None:
        self._path, self._ending, self._shown = path, ending, shown
        self._written: list[Path] = []

    def __call__(self, story: HeldStory) -> None:
        file = self._path / file_name(story.record, self._ending)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._shown(story), "utf-8", newline="\n")
        self._written.append(file)

    def parts_before(self, _: HeldStory) -> bool:
        """Return True: a file stands by itself."""
        return True

    def settle(self) -> dict[str, int]:
        """Return when every file is on the disk."""
        sync_paths(self._written)
        self._written.clear()
        return {}


def file_name(record: dict[str, Any], ending: str) -> str:
    """Return the name of a story's file: host, day, the end of its address, its identifier.

    Safe on every file system: letters and digits of any script, and hyphens.

    >>> record = {"url": "https://a.example/2026/02/last-ferry.html?p=1", "version": 1,
    ...           "datePublished": "2026-02-05", "identifier": "urn:sha256:" + "0af1" * 16}
    >>> file_name(record, ".md")
    'a.example/2026-02-05-last-ferry-html-0af10af1.md'
    """
    parts = urlsplit(record["url"])
    words = re.sub(r"[\W_]+", "-", unquote(parts.path).rpartition("/")[2]).strip("-")[:MAX_NAME]
    own = re.sub(r"\W+", "-", record["identifier"][-64:][:8])
    room = MAX_BYTES - len(own.encode()) - len("2026-02-05--")
    words = words.encode("utf-8", "replace")[:room].decode(errors="ignore")
    name = "-".join(filter(None, (day_of(record), words, own)))
    return f"{_host(record)}/{name}{ending}"


def _host(record: dict[str, Any]) -> str:
    """Return the host of a story, as the name of a folder."""
    host = urlsplit(record["url"]).hostname or "unknown"
    return re.sub(r"[^\w.-]+", "-", host).strip(".") or "unknown"


_FRONT = (
    "url", "identifier", "version", "kicker", "headline", "alternative_headline", "author",
    "editor", "contributor", "source_organization", "publisher", "date_published",
    "date_modified", "in_language", "article_section", "keywords", "fetched_at", "withdrawn_at",
)  # fmt: skip


def _markdown(story: HeldStory) -> str:
    row = row_of(story)
    # A JSON value is a YAML value: https://yaml.org/spec/1.2.2/#13-terminology (1.2 superset).
    front = [
        f"{name}: {json.dumps(spelled(row[name]), ensure_ascii=False)}"
        for name in _FRONT
        if row[name]
    ]
    headline = row["headline"] or ""
    parts = [f"# {_escaped(headline)}"] * bool(headline)
    parts += [row["article_markdown"].strip()] if row["article_markdown"] else _flat(row)
    parts += _captions(story.record) + _comments(sound(story.record.get("comment", [])))
    return "\n".join(["---", *front, "---", ""]) + "\n" + "\n\n".join(parts) + "\n"


def _flat(row: dict[str, Any]) -> list[str]:
    return [_escaped(line) for line in (row["article_body"] or "").split("\n") if line]


def _captions(record: dict[str, Any]) -> list[str]:
    told = (each.get("caption") or each.get("creditText") for each in record.get("image", ()))
    return [_quoted(sound(text)) for text in told if text]


def _comments(comments: list[dict[str, Any]]) -> list[str]:
    """Return what readers wrote as quotes, each below the name that it is signed with."""
    shown = []
    for each in comments:
        if each.get("text"):
            name = each.get("author", {}).get("name", "")
            signed = ", ".join(filter(None, (name, each.get("dateCreated"))))
            shown.append(_quoted(f"{signed}\n\n{each['text']}" if signed else each["text"]))
    return [f"## Comments ({len(shown)})", *shown] if shown else []


def _quoted(text: str) -> str:
    r"""Return a text as a quote, whatever it says.

    >>> print(_quoted("# One\n\n> two"))
    > \# One
    >
    > &gt; two
    """
    return "\n".join(f"> {_escaped(line)}".rstrip() for line in text.split("\n"))


def _escaped(text: str) -> str:
    r"""Return a text in which nothing is taken for Markdown, or for HTML.

    >>> print(_escaped("<b>1. *Stars*"))
    &lt;b&gt;1. \*Stars\*
    >>> print(_escaped("1. One"), _escaped("# Two"))
    1\. One \# Two
    """
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"([\\`*_\[\]])", r"\\\1", plain)
    plain = re.sub(r"^(\s*)([#+=~-])", r"\1\\\2", plain)
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", plain)


def _plain(story: HeldStory) -> str:
    row = row_of(story)
    heads = [row[name] for name in ("kicker", "headline", "alternative_headline")]
    byline = [", ".join(row["author"]), row["source_organization"], row["date_published"]]
    lines = [*filter(None, heads), " · ".join(filter(None, byline)), row["url"], ""]
    return "\n".join([*lines, row["article_body"] or ""]) + "\n"


FOLDERS = {
    name: Form(writing, folder_stands, is_folder=True)
    for name, writing in {
        "daily": to_days(),
        "daily.gz": to_days(".gz"),
        "daily.zst": to_days(".zst"),
        "markdown": to_markdown,
        "text": to_text,
    }.items()
}
"""Forms that are a folder of files."""
