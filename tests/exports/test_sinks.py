"""Stories are brought to others' stores by identifier and version, as often as one likes."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crawler.exports import sinks
from crawler.exports.columns import COLUMNS
from crawler.exports.held import HeldStories
from crawler.exports.sinks import SINKS, SinkError, mapping
from tests.exports.archives import CHINESE, archive, story
from tests.postgresql import PostgreSQL

FERRY = story("https://www.a.example/ferry", headline="Zero \0 and half \ud800 stay out")
LATER = story("https://www.a.example/ferry", headline="The ferry is late")
QUAY = story("https://www.a.example/quay", keywords=("quay", "stones"), date_published=None)


def bring(root: Path, url: str, gone: tuple[str, ...] = (), ended_after: int = -1) -> int:
    count = 0
    with HeldStories(root) as held, SINKS[url.partition(":")[0]](url) as sink:
        for each in held.stories(after=sink.begin("all of it").place):
            if count == ended_after:
                raise Ended
            sink.write(each)
            count += 1
        sink.remove(held.replaced(), gone)
        sink.end()
    return count


class Ended(Exception):
    """The export was ended."""


def goes_on(root: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many stories are written by an export that is ended, and by the next two."""
    monkeypatch.setattr(sinks, "BATCH", 2)
    stories = [story(f"https://www.a.example/{n}") for n in range(7)]
    archive(root, *stories)
    with suppress(Ended):
        bring(root, url, ended_after=5)
    return [bring(root, url), bring(root, url)]


# --- PostgreSQL


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQL) -> str:
    return postgresql.url


@pytest.mark.long
def test_a_table_has_a_typed_row_for_each_version(database: str, tmp_path: Path) -> None:
    root = archive(tmp_path, FERRY, CHINESE, QUAY)

    assert bring(root, f"{database}?table=typed") == 3

    with psycopg.connect(database) as db:
        [types] = db.execute(
            "SELECT jsonb_object_agg(column_name, data_type) FROM information_schema.columns "
            "WHERE table_name = 'typed'"
        ).fetchall()
        rows = db.execute(
            "SELECT url, headline, author, day, published_at, precision, record->>'url', "
            "version FROM typed ORDER BY url"
        ).fetchall()
    assert set(types[0]) == {column.name for column in COLUMNS}
    assert types[0]["record"] == "jsonb"
    ferry, quay, chinese = rows
    assert ferry[1] == "Zero \ufffd and half \ufffd stay out"
    assert ferry[4] == datetime(2026, 2, 5, 1, 12, tzinfo=UTC)
    assert (quay[3], quay[4], quay[5]) == (date(2026, 2, 7), None, None)
    assert (chinese[2], chinese[5]) == (["梁书齐", "周岚"], "day")
    assert all(row[6] == row[0] for row in rows)


@pytest.mark.long
def test_a_table_of_an_older_version_takes_what_has_been_added_since(
    database: str, tmp_path: Path
) -> None:
    address = f"{database}?table=older"
    with psycopg.connect(database, autocommit=True) as db:
        bring(archive(tmp_path, QUAY), address)
        db.execute("ALTER TABLE older DROP COLUMN comments, DROP COLUMN article_html")
        bring(tmp_path, address)
        row = db.execute("SELECT url, comments, article_html FROM older").fetchone()
    assert row == (QUAY.url, [], None)


@pytest.mark.long
def test_bringing_twice_changes_nothing_and_what_is_gone_goes(
    database: str, tmp_path: Path
) -> None:
    address = f"{database}?table=twice"

    def headlines() -> list[str]:
        with psycopg.connect(database) as db:
            rows = db.execute("SELECT headline FROM twice ORDER BY url").fetchall()
        return [headline for [headline] in rows]

    bring(archive(tmp_path / "1", CHINESE, QUAY, LATER), address)
    first = headlines()
    bring(tmp_path / "1", address)
    assert headlines() == first
    # The same version, read again by a better reader: the last line counts.
    bring(archive(tmp_path / "2", LATER, QUAY, story(LATER.url, headline="A ferry")), address)
    assert headlines() == ["A ferry", QUAY.headline, CHINESE.headline]
    bring(tmp_path / "2", address, gone=(QUAY.url,))
    assert headlines() == ["A ferry", CHINESE.headline]


@pytest.mark.long
def test_a_table_takes_an_export_that_was_ended_behind_its_last_batch(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{database}?table=ended"

    assert goes_on(tmp_path, url, monkeypatch) == [3, 7]

    with psycopg.connect(database) as db:
        assert db.execute("SELECT count(DISTINCT url) FROM ended").fetchone() == (7,)
        assert db.execute("SELECT * FROM ended_export").fetchall() == []
        # A table that was lost takes all of them again: how far it was is lost with it.
        db.execute("DROP TABLE ended, ended_export")
    assert bring(tmp_path, url) == 7


@pytest.mark.long
def test_a_database_that_is_not_there_is_said_to_be(database: str, tmp_path: Path) -> None:
    root = archive(tmp_path, QUAY)
    with pytest.raises(SinkError, match="nowhere"):
        bring(root, database.replace("/postgres", "/nowhere"))
    with pytest.raises(SinkError, match="is no name"):
        bring(root, f'{database}?table=a"b')


# --- OpenSearch: a double that holds what its bulk protocol says


@dataclass
class Search:
    """What stands in for a server: it takes no request that the real one would refuse."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    created: dict[str, Any] = field(default_factory=dict)
    noted: dict[str, Any] = field(default_factory=dict)
    """What the mapping of the index says beside its fields."""

    refuses: str = ""
    busy: int = 0
    """How many documents are answered with 429 before any is taken."""

    conflicts: int = 0
    """How many times a query that deletes finds documents that somebody is writing."""

    unseen: set[str] = field(default_factory=set)
    """Documents that no query finds before the index has been refreshed."""

    def bulk(self, body: str) -> dict[str, Any]:
        # https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
        assert body.endswith("\n")
        lines = iter(body.split("\n")[:-1])
        items = []
        for line in lines:
            [(action, about)] = json.loads(line).items()
            assert about.keys() == {"_index", "_id"}
            document = json.loads(next(lines)) if action == "index" else None
            told = self.answered(action, about, document)
            items.append({action: {**about, **told}})
        failed = any("error" in told for each in items for told in each.values())
        return {"took": 1, "errors": failed, "items": items}

    def answered(
        self, action: str, about: dict[str, str], document: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Return what is said of one action: a server says it of each by itself."""
        name = about["_id"]
        if about["_index"] not in self.created:
            return {"status": 404, "error": {"type": "index_not_found_exception"}}
        if document is None:
            assert action == "delete"
            return {"status": 200 if self.documents.pop(name, None) else 404}
        if self.busy:
            self.busy -= 1
            return {"status": 429, "error": {"type": "rejected_execution_exception"}}
        if self.refuses and self.refuses in document["url"]:
            return {"status": 400, "error": {"type": "mapper_parsing_exception"}}
        # Without a version_type each takes the place of what is there, and is one more version.
        self.documents[name] = document
        self.unseen.add(name)
        return {"status": 200}

    def index(self, index: str, body: str, *, is_mapping: bool) -> dict[str, Any]:
        if body and is_mapping:
            said = json.loads(body)
            fields = self.created[index].setdefault("mappings", {}).setdefault("properties", {})
            fields.update(said.pop("properties", {}))
            self.noted.update({name: each for name, each in said.items() if name == "_meta"})
        elif body:
            self.created[index] = json.loads(body)
        return {index: {"mappings": self.noted}}

    def delete(self, query: dict[str, Any]) -> dict[str, Any]:
        [(name, values)] = query["query"]["terms"].items()
        gone = [key for key, each in self.documents.items()
                if each.get(name) in values and key not in self.unseen]  # fmt: skip
        if self.conflicts:
            self.conflicts -= 1
            return {"deleted": 0, "version_conflicts": len(gone), "failures": []}
        for key in gone:
            del self.documents[key]
        return {"deleted": len(gone), "version_conflicts": 0, "failures": []}


@contextmanager
def serving(search: Search) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, value: Any = None) -> None:
            data = json.dumps(value or {}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            path = self.path.partition("?")[0]
            index = path.strip("/").partition("/")[0]
            if self.command == "HEAD":
                self.answer(200 if index in search.created else 404)
            elif self.command in {"GET", "PUT"}:
                self.answer(200, search.index(index, body, is_mapping=path.endswith("_mapping")))
            elif path == "/_bulk":
                assert self.headers["Content-Type"] in {"application/json", "application/x-ndjson"}
                self.answer(200, search.bulk(body))
            elif path.endswith("/_refresh"):
                search.unseen.clear()
                self.answer(200)
            elif path.endswith("/_delete_by_query"):
                self.answer(200, search.delete(json.loads(body)))
            else:
                self.answer(405)

        do_GET = do_HEAD = do_PUT = do_POST = handle_any  # noqa: N815 names of http.server

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"opensearch://127.0.0.1:{server.server_port}/stories"
        server.shutdown()


def test_an_index_has_a_document_for_each_version_and_no_more(tmp_path: Path) -> None:
    search = Search()
    with serving(search) as address:
        bring(archive(tmp_path / "1", FERRY, CHINESE, QUAY), address)
        assert search.created["stories"] == mapping()
        first = dict(search.documents)
        bring(tmp_path / "1", address)
        assert search.documents == first
        bring(archive(tmp_path / "2", FERRY, LATER, QUAY), address, gone=(CHINESE.url,))

    held = {each["url"]: each for each in search.documents.values()}
    assert held.keys() == {FERRY.url, QUAY.url}
    assert held[FERRY.url]["headline"] == LATER.headline
    assert all(key.startswith("urn:sha256:") and key.endswith(":1") for key in search.documents)
    assert "published_at" not in held[QUAY.url]
    assert re.match("2026-02-05T01:12:00", held[FERRY.url]["published_at"])
    assert {name for each in held.values() for name in each} <= set(
        mapping()["mappings"]["properties"]
    )


def test_an_index_takes_an_export_that_was_ended_behind_its_last_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Search()
    with serving(search) as address:
        assert goes_on(tmp_path, address, monkeypatch) == [3, 7]
    assert len(search.documents) == 7
    assert search.noted == {"_meta": {"crawler_export": {}}}


def test_what_others_say_of_an_index_stays_and_an_older_one_takes_new_fields(
    tmp_path: Path,
) -> None:
    search = Search(noted={"_meta": {"owner": "the library"}})
    search.created["stories"] = {"mappings": {"properties": {"url": {"type": "keyword"}}}}
    with serving(search) as address:
        bring(archive(tmp_path, QUAY), address)
    assert search.noted["_meta"]["owner"] == "the library"
    assert (
        search.created["stories"]["mappings"]["properties"] == mapping()["mappings"]["properties"]
    )


def test_a_server_that_is_busy_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    search = Search(busy=3, conflicts=1)
    with serving(search) as address:
        bring(archive(tmp_path, FERRY, CHINESE, QUAY), address, gone=(QUAY.url, CHINESE.url))
    assert {each["url"] for each in search.documents.values()} == {FERRY.url}


def test_documents_that_stay_of_a_story_taken_down_are_told(tmp_path: Path) -> None:
    kept = pytest.raises(SinkError, match="keeps 1 documents")
    with serving(Search(conflicts=99)) as address, kept:
        bring(archive(tmp_path, FERRY, QUAY), address, gone=(QUAY.url,))


def test_an_index_that_vanishes_amid_an_export_is_told(tmp_path: Path) -> None:
    search = Search()
    with serving(search) as address, HeldStories(archive(tmp_path, QUAY)) as held:
        refused = pytest.raises(SinkError, match=r"refused 1 documents.*index_not_found")
        with refused, SINKS["opensearch"](address) as sink:
            search.created.clear()
            for each in held.stories():
                sink.write(each)
            sink.flush()


def test_a_document_that_is_refused_is_told_and_a_server_that_is_not_there(tmp_path: Path) -> None:
    root = archive(tmp_path, CHINESE, QUAY)
    refused = pytest.raises(SinkError, match="refused 1 documents")
    with serving(Search(refuses="quay")) as address, refused:
        bring(root, address)
    with pytest.raises(SinkError, match=r"127\.0\.0\.1"):
        bring(root, address)
