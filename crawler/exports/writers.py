"""The forms of an export: each takes stories one by one, in memory that does not grow.

parquet     one file, typed, a row group a day; needs ``pyarrow``: pip install crawler[parquet]
csv         one file, UTF-8; cells that a spreadsheet would take for a formula begin with '
sqlite      one file: table ``story``, and ``story_text`` for full-text search (FTS5, trigrams,
so that Chinese is found as well): SELECT ... WHERE story_text MATCH '"渡口"'
jsonl       one file: the lines as they are held; jsonl.gz and jsonl.zst are compressed
daily       a folder: HOST/DAY.jsonl, the same; daily.gz and daily.zst are compressed
jsonld, nq  one file: linked data, as JSON-LD or as N-Quads
markdown    a folder: HOST/DAY-NAME.md, the metadata in front as YAML
text        a folder: HOST/DAY-NAME.txt, headline, byline and text
"""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import sys
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast
from urllib.parse import unquote, urlsplit

from crawler import patterns as re
from crawler.archive.jsonl import line_of
from crawler.exports.columns import COLUMNS, row_of
from crawler.exports.held import day_of
from crawler.exports.linked import to_json_ld, to_quads

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.held import HeldStory

MAX_GROUP = 20_000
"""Rows of a Parquet row group: a day with more is cut, for the sake of memory."""

MAX_NAME = 80
"""Characters of a file's name that come from the address of its story."""

MAX_BYTES = 200
"""Bytes of a name before its ending: file systems stop at 255, and a letter may have four."""

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""What a cell begins with that a spreadsheet may run:
https://owasp.org/www-community/attacks/CSV_Injection."""


class Writer(Protocol):
    """What takes the stories of an export."""

    def __call__(self, story: HeldStory, /) -> None:
        """Write a story."""


@contextmanager
def to_csv(path: Path) -> Iterator[Writer]:
    """Write a table for spreadsheets; several names in one cell are parted by ``; ``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([column.name for column in COLUMNS])

        def write(story: HeldStory) -> None:
            table.writerow([cell(value) for value in row_of(story).values()])

        yield write


def cell(value: Any) -> Any:
    """Return a value as a spreadsheet shows it, and never runs it."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return _spelled(value)


def _spelled(value: Any) -> Any:
    """Return a value of a row with days and times as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def _plain_lines(path: Path) -> BinaryIO:
    return path.open("ab")


def _gzip_lines(path: Path) -> BinaryIO:
    # A file that is gone on with has one more member: https://www.rfc-editor.org/rfc/rfc1952
    return cast("BinaryIO", gzip.GzipFile(path, "ab", mtime=0))


def _zstd_lines(path: Path) -> BinaryIO:
    # Or one more frame: https://www.rfc-editor.org/rfc/rfc8878#section-3
    return cast("BinaryIO", zstd.ZstdFile(path, "ab"))


CODINGS = {"": _plain_lines, ".gz": _gzip_lines, ".zst": _zstd_lines}
"""How lines are written, by what the names of their files end in."""

MAX_OPEN = 100
"""Files that are open at a time: a system allows a process some hundreds."""


def to_lines(coding: str = "") -> Callable[[Path], AbstractContextManager[Writer]]:
    """Return what writes the lines as they are held, one story a line."""

    @contextmanager
    def writing(path: Path) -> Iterator[Writer]:
        path.unlink(missing_ok=True)
        with CODINGS[coding](path) as file:

            def write(story: HeldStory) -> None:
                file.write(line_of(story.record).encode() + b"\n")

            yield write

    return writing


def to_days(coding: str = "") -> Callable[[Path], AbstractContextManager[Writer]]:
    """Return what writes lines into a file for each host and day."""

    @contextmanager
    def writing(path: Path) -> Iterator[Writer]:
        begun: set[Path] = set()
        with ExitStack() as stack:
            opened: dict[Path, BinaryIO] = {}

            def write(story: HeldStory) -> None:
                host = _host(story.record)
                file = path / host / f"{day_of(story.record)}.jsonl{coding}"
                if file not in opened:
                    if len(opened) >= MAX_OPEN:
                        stack.close()
                        opened.clear()
                    if file not in begun:
                        begun.add(file)
                        file.parent.mkdir(parents=True, exist_ok=True)
                        file.unlink(missing_ok=True)
                    opened[file] = stack.enter_context(CODINGS[coding](file))
                opened[file].write(line_of(story.record).encode() + b"\n")

            yield write

    return writing


_SQL_TYPES = {"count": "INTEGER"}


@contextmanager
def to_sqlite(path: Path) -> Iterator[Writer]:
    """Write a database with full-text search; lists are JSON, times ISO 8601."""
    columns = ", ".join(f"{c.name} {_SQL_TYPES.get(c.kind, 'TEXT')}" for c in COLUMNS)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            "PRAGMA journal_mode = OFF;"
            f"CREATE TABLE story ({columns}, UNIQUE (url, version));"
            "CREATE VIRTUAL TABLE story_text USING fts5 ("
            "headline, article_body, content='story', tokenize='trigram');"
        )
        marks = ", ".join("?" * len(COLUMNS))

        def write(story: HeldStory) -> None:
            values = [_sql(value) for value in row_of(story).values()]
            db.execute(f"INSERT INTO story VALUES ({marks})", values)  # noqa: S608 marks alone

        yield write
        db.execute("INSERT INTO story_text (story_text) VALUES ('rebuild')")
        db.execute("CREATE INDEX story_by_day ON story (day)")


def _sql(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return _spelled(value)


@contextmanager
def to_parquet(path: Path) -> Iterator[Writer]:
    """Write a typed table, a row group a day, compressed with zstd. Raises ImportError."""
    import pyarrow as pa  # noqa: PLC0415 an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "count": pa.int64(),
        "time": pa.timestamp("us", tz="UTC"),
        "day": pa.date32(),
    }
    schema = pa.schema([(column.name, types[column.kind]) for column in COLUMNS])
    group: list[dict[str, Any]] = []
    with pq.ParquetWriter(path, schema, compression="zstd") as file:

        def flush() -> None:
            if group:
                file.write_table(pa.Table.from_pylist(group, schema=schema))
                group.clear()

        def write(story: HeldStory) -> None:
            row = row_of(story)
            if group and (row["day"] != group[-1]["day"] or len(group) >= MAX_GROUP):
                flush()
            group.append(row)

        yield write
        flush()


@contextmanager
def to_markdown(path: Path) -> Iterator[Writer]:
    """Write a file a story, its metadata in front as YAML."""
    yield _into_folder(path, ".md", _markdown)


@contextmanager
def to_text(path: Path) -> Iterator[Writer]:
    """Write a file a story: headline, byline, text."""
    yield _into_folder(path, ".txt", _plain)


def _into_folder(path: Path, ending: str, shown: Callable[[HeldStory], str]) -> Writer:
    def write(story: HeldStory) -> None:
        file = path / file_name(story.record, ending)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shown(story), "utf-8", newline="\n")

    return write


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
        f"{name}: {json.dumps(_spelled(row[name]), ensure_ascii=False)}"
        for name in _FRONT
        if row[name]
    ]
    headline = _escaped(row["headline"] or "")
    paragraphs = [_escaped(line) for line in (row["article_body"] or "").split("\n") if line]
    pictures = [
        f"> {_escaped(image.get('caption') or image.get('creditText') or '')}"
        for image in story.record.get("image", ())
        if image.get("caption") or image.get("creditText")
    ]
    title = [f"# {headline}"] if headline else []
    return (
        "\n".join(["---", *front, "---", ""])
        + "\n"
        + "\n\n".join([*title, *paragraphs, *pictures])
        + "\n"
    )


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


FORMATS: dict[str, Callable[[Path], AbstractContextManager[Writer]]] = {
    "csv": to_csv,
    "daily": to_days(),
    "daily.gz": to_days(".gz"),
    "daily.zst": to_days(".zst"),
    "jsonl": to_lines(),
    "jsonl.gz": to_lines(".gz"),
    "jsonl.zst": to_lines(".zst"),
    "jsonld": to_json_ld,
    "markdown": to_markdown,
    "nq": to_quads,
    "parquet": to_parquet,
    "sqlite": to_sqlite,
    "text": to_text,
}

FOLDERS = frozenset({"daily", "daily.gz", "daily.zst", "markdown", "text"})
"""Forms that are a folder of files."""
