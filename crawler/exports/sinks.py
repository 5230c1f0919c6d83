"""Stores of others that stories are brought to: a table of PostgreSQL, an index of OpenSearch.

    postgresql://USER@HOST/DATABASE?table=story        needs psycopg: crawler[postgresql]
    opensearch://HOST:9200/stories (opensearchs: TLS)  needs opensearch-py: crawler[opensearch]

A version is one row, or one document, by its identifier and its number: what is there already
is written over, so that an export may be repeated. How far one has come is noted where its
stories go, with them: one that was ended goes on behind the last batch that was taken, and one
whose stories were lost there begins anew. What an archive holds no more is deleted: stories that
were taken down, and lines that a later one replaced. Elasticsearch takes the same requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from crawler import patterns as re
from crawler.archive.object_store import scrubbed
from crawler.exports.columns import COLUMNS, row_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crawler.exports.held import HeldStory, Place

BATCH = 500
"""Stories that are written in one transaction, or one request."""

RETRIES = 3
"""How often a server that is busy is asked again."""

MAX_REQUEST = 8_000_000
"""Bytes of a request: some servers that are for hire take no more than ten million,
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html."""

TIMEOUT = 60
"""Seconds that a request may take: a server that merges segments is slow."""

NOT_FOUND = 404

_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,62}")


class SinkError(Exception):
    """A sink cannot be used; the message says why."""


class Come(NamedTuple):
    """How far an export has come."""

    place: Place = ("", 0, 0)
    """Of the last story that was taken, in the order of all."""

    number: int = 0
    """How many were."""


class Sink(Protocol):
    """Where stories go."""

    def begin(self, about: str) -> Come:
        """Return how far an export came that was ended; `about` tells it from any other."""

    def end(self) -> None:
        """Note that all of it was taken."""

    def write(self, story: HeldStory) -> None:
        """Write a story, over what is there of its version."""

    def remove(self, versions: Iterable[tuple[str, int]], urls: Iterable[str]) -> None:
        """Delete versions, by identifier and number, and all versions of addresses."""

    def flush(self) -> None:
        """Return when everything written is safe."""


def _plain(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SinkError(f"{name!r} is no name: small letters, digits, - and _")
    return name


def _clean(value: Any) -> Any:
    """Return a value without the zero character, which PostgreSQL's text cannot hold."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").replace("\\u0000", "\\ufffd")
    return [_clean(each) for each in value] if isinstance(value, list) else value


# --- PostgreSQL

_SQL_TYPES = {
    "text": "text", "texts": "text[]", "count": "bigint", "time": "timestamptz", "day": "date",
}  # fmt: skip


class _Table:
    """A table, made where there is none."""

    def __init__(self, db: Any, table: str) -> None:
        self._db, self._rows = db, list[tuple[Any, ...]]()
        self._table, self._about, self._come = f"{table}_export", "", Come()
        columns = [
            f"{column.name} {'jsonb' if column.name == 'record' else _SQL_TYPES[column.kind]}"
            for column in COLUMNS
        ]
        with db.transaction():
            db.execute(
                f'CREATE TABLE IF NOT EXISTS "{table}" ({", ".join(columns)}, '
                "PRIMARY KEY (identifier, version))"
            )
            # A table of an older version takes what has been added since.
            added = ", ".join(f"ADD COLUMN IF NOT EXISTS {each}" for each in columns)
            db.execute(f'ALTER TABLE "{table}" {added}')
            db.execute(f'CREATE INDEX IF NOT EXISTS "{table}_url" ON "{table}" (url)')
        names = [column.name for column in COLUMNS]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        self._insert = (
            f'INSERT INTO "{table}" ({", ".join(names)}) '  # noqa: S608 names of ours
            f"VALUES ({', '.join(['%s'] * len(names))}) "
            f"ON CONFLICT (identifier, version) DO UPDATE SET {changes}"
        )
        self._delete = f'DELETE FROM "{table}" WHERE '  # noqa: S608

    def begin(self, about: str) -> Come:
        """Make the table of what was ended, and return how far this export came."""
        self._about = about
        with self._db.transaction():
            self._db.execute(
                f'CREATE TABLE IF NOT EXISTS "{self._table}" (about text PRIMARY KEY, '
                "day text, file bigint, at bigint, count bigint)"
            )
            found = self._db.execute(
                f'SELECT day, file, at, count FROM "{self._table}" WHERE about = %s',  # noqa: S608
                (about,),
            ).fetchone()
        if found:
            self._come = Come(tuple(found[:3]), found[3])
        return self._come

    def end(self) -> None:
        """Forget how far it came, and what came of others: all that counts is there."""
        self.flush()
        with self._db.transaction():
            self._db.execute(f'DELETE FROM "{self._table}"')  # noqa: S608

    def write(self, story: HeldStory) -> None:
        """Write a story."""
        self._rows.append(tuple(_clean(value) for value in row_of(story).values()))
        self._come = Come(story.place, self._come.number + 1)
        if len(self._rows) >= BATCH:
            self.flush()

    def remove(self, versions: Iterable[tuple[str, int]], urls: Iterable[str]) -> None:
        """Delete rows."""
        self.flush()
        with self._db.transaction(), self._db.cursor() as cursor:
            cursor.executemany(f"{self._delete}identifier = %s AND version = %s", [*versions])
            cursor.executemany(f"{self._delete}url = %s", [(url,) for url in urls])

    def flush(self) -> None:
        """Commit what waits."""
        if self._rows:
            with self._db.transaction(), self._db.cursor() as cursor:
                cursor.executemany(self._insert, self._rows)
                if self._about:
                    cursor.execute(
                        f'INSERT INTO "{self._table}" VALUES (%s, %s, %s, %s, %s) '  # noqa: S608
                        "ON CONFLICT (about) DO UPDATE SET day = excluded.day, "
                        "file = excluded.file, at = excluded.at, count = excluded.count",
                        (self._about, *self._come.place, self._come.number),
                    )
            self._rows.clear()


@contextmanager
def to_postgresql(url: str) -> Iterator[Sink]:
    """Write to a table. Raises `SinkError` where the database cannot be had, and ImportError."""
    import psycopg  # noqa: PLC0415 an extra

    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    table = _plain(query.pop("table", "story"))
    address = urlunsplit(parts._replace(query=urlencode(query)))
    try:
        with psycopg.connect(address, autocommit=True) as db:
            sink = _Table(db, table)
            yield sink
            sink.flush()
    except psycopg.Error as error:
        told = scrubbed(str(error), url)
        raise SinkError(f"{parts.hostname or 'PostgreSQL'}: {told}") from None


# --- OpenSearch, Elasticsearch

_TEXTS = ("kicker", "headline", "alternative_headline", "description", "article_body",
          "image_captions", "comments", "copyright_notice")  # fmt: skip
_KEPT = ("article_html", "article_markdown", "record")
"""What a document holds and is not found by: an index would have each text twice."""
_OS_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "keyword", "ignore_above": 8191},
    "texts": {"type": "keyword", "ignore_above": 8191},
    "count": {"type": "long"},
    "time": {"type": "date"},
    "day": {"type": "date"},
}


_NOTED = "crawler_export"
"""Under what the mapping of an index says how far an export came:
https://docs.opensearch.org/latest/field-types/metadata-fields/meta/"""


def mapping() -> dict[str, Any]:
    """Return how the fields of a document are indexed."""
    fields: dict[str, Any] = {column.name: _OS_TYPES[column.kind] for column in COLUMNS}
    fields |= {name: {"type": "text"} for name in _TEXTS}
    fields |= {name: {"type": "keyword", "index": False, "doc_values": False} for name in _KEPT}
    return {"mappings": {"dynamic": False, "properties": fields}}


class _Index:
    """An index, made where there is none."""

    def __init__(self, client: Any, bulk: Callable[..., Any], index: str) -> None:
        self._client, self._bulk, self._index = client, bulk, index
        self._actions: list[dict[str, Any]] = []
        self._about, self._come = "", Come()
        if client.indices.exists(index=index):  # of an older version, it may be
            client.indices.put_mapping(index=index, body=mapping()["mappings"])
        else:
            client.indices.create(index=index, body=mapping())

    def begin(self, about: str) -> Come:
        """Return how far this export came, by what the mapping of the index says of it."""
        self._about = about
        told = self._meta().get(_NOTED, {})
        if told.get("about") == about:
            day, file, offset = told["place"]
            self._come = Come((day, file, offset), told["count"])
        return self._come

    def end(self) -> None:
        """Forget how far it came."""
        self.flush()
        self._note({})

    def _meta(self) -> dict[str, Any]:
        """Return what the mapping says beside its fields, whoever put it there."""
        [mapped] = self._client.indices.get_mapping(index=self._index).values()
        return dict(mapped["mappings"].get("_meta", {}))

    def _note(self, told: dict[str, Any]) -> None:
        # What is put takes the place of all that was said, not of one name.
        body = {"_meta": {**self._meta(), _NOTED: told}}
        self._client.indices.put_mapping(index=self._index, body=body)

    def write(self, story: HeldStory) -> None:
        """Write a story."""
        self._come = Come(story.place, self._come.number + 1)
        row = row_of(story)
        source = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
            if value not in (None, [])
        }
        name = _document(row["identifier"], row["version"])
        self._do({"_op_type": "index", "_id": name, "_source": source})

    def remove(self, versions: Iterable[tuple[str, int]], urls: Iterable[str]) -> None:
        """Delete documents."""
        for version in versions:
            self._do({"_op_type": "delete", "_id": _document(*version)})
        self.flush()
        waiting = iter(urls)
        while some := list(islice(waiting, BATCH)):
            self._remove_all(some)

    def _remove_all(self, urls: list[str]) -> None:
        """Delete all documents of addresses. Raises `SinkError` where one stays."""
        body = {"query": {"terms": {"url": urls}}}
        for _ in range(RETRIES):
            # A query finds what was written once the index has been refreshed.
            self._client.indices.refresh(index=self._index)
            told = self._client.delete_by_query(
                index=self._index, body=body, conflicts="proceed", refresh=True
            )
            left = len(told.get("failures", ())) + told.get("version_conflicts", 0)
            if not left:
                return
        raise SinkError(f"{self._index} keeps {left} documents of stories that were taken down")

    def _do(self, action: dict[str, Any]) -> None:
        self._actions.append({"_index": self._index, **action})
        if len(self._actions) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what waits. Raises `SinkError` where a document is refused."""
        waiting, self._actions = self._actions, []
        _, errors = self._bulk(
            self._client,
            waiting,
            raise_on_error=False,
            max_retries=RETRIES,
            max_chunk_bytes=MAX_REQUEST,
        )
        refused = [
            told
            for error in errors
            for action, told in error.items()
            if not (action == "delete" and told["status"] == NOT_FOUND)  # it is gone already
        ]
        if refused:
            said = {name: told for name, told in refused[0].items() if name != "data"}
            raise SinkError(f"{self._index} refused {len(refused)} documents: {said}")
        if self._about and waiting:
            self._note({"about": self._about, "place": self._come.place,
                        "count": self._come.number})  # fmt: skip


def _document(identifier: str, version: int) -> str:
    return f"{identifier}:{version}"


@contextmanager
def to_opensearch(url: str) -> Iterator[Sink]:
    """Write to an index. Raises `SinkError` where it cannot be had, and ImportError."""
    from opensearchpy import OpenSearch, OpenSearchException, helpers  # noqa: PLC0415 an extra

    parts = urlsplit(url)
    scheme = "https" if parts.scheme.endswith("s") else "http"
    account = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    index = _plain(parts.path.strip("/") or "stories")
    host = parts.netloc.rpartition("@")[2]
    # What is written twice is the same: a request without an answer may be sent again.
    client = OpenSearch(
        f"{scheme}://{host}",
        http_auth=account,
        timeout=TIMEOUT,
        retry_on_timeout=True,
        max_retries=RETRIES,
    )
    with closing(client):
        try:
            sink = _Index(client, helpers.bulk, index)
            yield sink
            sink.flush()
        except OpenSearchException as error:
            raise SinkError(f"{host}: {scrubbed(str(error), url)}") from None


SINKS: dict[str, Callable[[str], AbstractContextManager[Sink]]] = {
    "postgresql": to_postgresql,
    "postgres": to_postgresql,
    "opensearch": to_opensearch,
    "opensearchs": to_opensearch,
    "elasticsearch": to_opensearch,
    "elasticsearchs": to_opensearch,
}
"""By the scheme of an address: a new sink is a line here, and an extra in pyproject.toml."""
