"""What is asked of an archive that is being proven: tables, and how they may contradict.

A question is a query over what `crawler.archive.check_inventory` has noted: a new rule of an
archive is a row of `ASKED`.
"""

from __future__ import annotations

from typing import NamedTuple

from crawler.archive.warc import MEMORY

TABLES = """
    CREATE TABLE files (
        name TEXT PRIMARY KEY, place INTEGER NOT NULL, open INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE sealed (
        file TEXT NOT NULL, length INTEGER NOT NULL, sha256 TEXT NOT NULL, offset INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );
    CREATE INDEX sealed_file ON sealed (file);
    CREATE TABLE records (
        part TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
        id TEXT NOT NULL, type TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
        digest TEXT NOT NULL, status TEXT NOT NULL, mime TEXT NOT NULL, key TEXT NOT NULL,
        timestamp TEXT NOT NULL
    );
    CREATE TABLE references_made (
        part TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, field TEXT NOT NULL,
        id TEXT NOT NULL, type TEXT NOT NULL, digest TEXT, url TEXT, date TEXT
    );
    CREATE TABLE entries (
        file TEXT NOT NULL, offset INTEGER NOT NULL, warc TEXT NOT NULL, at INTEGER NOT NULL,
        length INTEGER NOT NULL, key TEXT NOT NULL, timestamp TEXT NOT NULL, url TEXT NOT NULL,
        mime TEXT NOT NULL, status TEXT NOT NULL, digest TEXT NOT NULL
    );
    CREATE TABLE told (
        id INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL,
        url TEXT NOT NULL, identifier TEXT NOT NULL, fetched_at TEXT NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TABLE lines (
        id INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL,
        length INTEGER NOT NULL, url TEXT NOT NULL, version INTEGER NOT NULL,
        identifier TEXT NOT NULL, content TEXT NOT NULL, based_on TEXT
    );
    CREATE TABLE events (
        id INTEGER PRIMARY KEY, status TEXT NOT NULL, reason TEXT NOT NULL
    );
    CREATE TABLE memories_named (
        part TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, revision TEXT NOT NULL
    );
    CREATE TABLE payloads (line INTEGER NOT NULL, digest TEXT NOT NULL);
    CREATE TABLE locations (
        line INTEGER NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, id TEXT NOT NULL
    );
"""


INDEXES = """
    CREATE INDEX IF NOT EXISTS records_place ON records (file, offset);
    CREATE INDEX IF NOT EXISTS records_id ON records (part, id);
    CREATE INDEX IF NOT EXISTS references_id ON references_made (part, id);
    CREATE INDEX IF NOT EXISTS entries_place ON entries (warc, at);
    CREATE INDEX IF NOT EXISTS lines_story ON lines (url, version);
    CREATE INDEX IF NOT EXISTS lines_place ON lines (file, offset);
    CREATE INDEX IF NOT EXISTS told_bytes ON told (bytes);
    CREATE INDEX IF NOT EXISTS records_of_memories ON records (url) WHERE type = 'metadata';
    CREATE INDEX IF NOT EXISTS payloads_line ON payloads (line);
    CREATE INDEX IF NOT EXISTS locations_line ON locations (line);
    CREATE INDEX IF NOT EXISTS locations_id ON locations (id);
"""


ARCHIVE = ""
"""The part of the records in ``warc/``; any other file of an archive is a part of its own."""


class Question(NamedTuple):
    """What is asked of everything at once: rows of file, offset and what is wrong."""

    query: str
    about: str


AWAY = "NOT EXISTS (SELECT 1 FROM files WHERE name = {0})"


_SOMETHING_AWAY = "EXISTS (SELECT 1 FROM sealed WHERE file GLOB '{0}/*' AND {1})"


_WARCS_AWAY = _SOMETHING_AWAY.format("warc", AWAY.format("sealed.file"))


_ARTICLES_AWAY = _SOMETHING_AWAY.format("articles", AWAY.format("sealed.file"))


REFERENCES_ASKED = (
    Question(
        "SELECT min(file), max(offset), '<' || id || '>' FROM records WHERE id <> '' "
        "GROUP BY part, id HAVING count(*) > 1",
        "{} stands twice",
    ),
    Question(
        "SELECT file, offset, field || ' names <' || id || '>' FROM references_made AS made "  # noqa: S608
        "WHERE NOT EXISTS (SELECT 1 FROM records WHERE records.part = made.part "
        f"AND records.id = made.id) AND NOT (made.part = '' AND {_WARCS_AWAY})",
        "{}, which is not here",
    ),
)
"""Asked of every record, also of those that stand in no archive of ours."""


_KEPT_CAPTURES = (
    "EXISTS (SELECT 1 FROM files WHERE name >= 'warc/' || run_of({0}.file) "
    "AND name < 'warc/' || run_of({0}.file) || '~')"
)


_OF_A_CRAWL = f"""
    {_KEPT_CAPTURES.format("l")} AND NOT EXISTS (
        SELECT 1 FROM locations AS q JOIN told AS m ON m.id = q.line
        WHERE q.id = p.id AND q.file = p.file AND NOT {_KEPT_CAPTURES.format("m")})
"""  # noqa: S608
"""A run that kept captures names its own; a replay names those of the archive that it read, and
so does whoever writes a version of it again."""


_NO_LOCATION = """
    EXISTS (SELECT 1 FROM locations WHERE line = l.id)
    AND NOT EXISTS (SELECT 1 FROM locations AS p LEFT JOIN records AS r
        ON r.part = '' AND r.file = p.file AND r.offset = p.offset WHERE p.line = l.id AND {0})
"""
"""A line has locations, and at none of them something is so; what is not here may be."""


ASKED = (
    Question(
        "SELECT 'manifest.jsonl', max(offset), file FROM sealed "
        "GROUP BY file, bytes HAVING count(*) > 1",
        "the line stands twice: {}",
    ),
    Question(
        """
        SELECT made.file, made.offset, concat_words(
            iif(made.digest <> r.digest, 'WARC-Payload-Digest', ''),
            iif(made.url <> r.url, 'WARC-Refers-To-Target-URI', ''),
            iif(made.date <> r.date, 'WARC-Refers-To-Date', ''))
        FROM references_made AS made JOIN records AS r ON r.part = made.part AND r.id = made.id
        WHERE made.part = '' AND made.field = 'warc-refers-to'
        AND (made.digest <> r.digest OR made.url <> r.url OR made.date <> r.date)
        """,
        "{} is not that of the record that it refers to",
    ),
    Question(
        """
        SELECT r.file, r.offset, r.id FROM records AS r
        WHERE r.part = '' AND r.type IN ('response', 'revisit')
        AND NOT EXISTS (SELECT 1 FROM references_made AS made WHERE made.part = ''
            AND made.id = r.id AND made.field = 'warc-concurrent-to' AND made.type = 'request')
        AND EXISTS (SELECT 1 FROM records AS later
            WHERE later.file = r.file AND later.offset > r.offset)
        """,
        "no record says how {} was asked for",
    ),
    Question(
        f"""
        SELECT e.file, e.offset, e.warc || ', offset ' || e.at FROM entries AS e
        WHERE NOT EXISTS (SELECT 1 FROM records AS r WHERE r.file = e.warc AND r.offset = e.at
        AND r.type IN ('response', 'revisit', 'conversion')) AND NOT ({AWAY.format("e.warc")}
        AND EXISTS (SELECT 1 FROM sealed WHERE sealed.file = e.warc))
        """,  # noqa: S608
        "the index names {}, where no capture begins",
    ),
    Question(
        """
        SELECT e.file, e.offset, concat_words(
            iif(e.key <> r.key, 'key', ''), iif(e.timestamp <> r.timestamp, 'timestamp', ''),
            iif(e.url <> r.url, 'url', ''), iif(e.mime <> r.mime, 'mime', ''),
            iif(e.status <> r.status, 'status', ''), iif(e.digest <> r.digest, 'digest', ''),
            iif(e.length <> r.length, 'length', '')) AS differs
        FROM entries AS e JOIN records AS r ON r.file = e.warc AND r.offset = e.at
        WHERE r.part = '' AND r.type IN ('response', 'revisit', 'conversion') AND differs <> ''
        """,
        "the index and the record have not the same {}",
    ),
    Question(
        "SELECT min(file), max(offset), warc || ', offset ' || at FROM entries "
        "GROUP BY warc, at HAVING count(*) > 1",
        "the index names {} twice",
    ),
    Question(
        """
        SELECT r.file, r.offset, 'record' FROM records AS r
        WHERE r.part = '' AND r.type IN ('response', 'revisit', 'conversion')
        AND EXISTS (SELECT 1 FROM entries WHERE warc = r.file)
        AND NOT EXISTS (SELECT 1 FROM entries WHERE warc = r.file AND at = r.offset)
        """,
        "no line of the index names this {}",
    ),
    Question(
        """
        SELECT DISTINCT r.file, 0, index_of(r.file) FROM records AS r
        WHERE r.part = '' AND r.type IN ('response', 'revisit', 'conversion')
        AND NOT EXISTS (SELECT 1 FROM entries WHERE warc = r.file)
        AND (EXISTS (SELECT 1 FROM files WHERE name = index_of(r.file))
            OR NOT EXISTS (SELECT 1 FROM sealed WHERE sealed.file = index_of(r.file)))
        """,
        "no line of an index names a record of it: {} is missing, or empty",
    ),
    Question(
        f"""
        SELECT l.file, l.offset, p.file || ', offset ' || p.offset FROM locations AS p
        JOIN told AS l ON l.id = p.line
        WHERE NOT EXISTS (SELECT 1 FROM records AS r WHERE r.part = '' AND r.file = p.file
        AND r.offset = p.offset)
        AND iif({AWAY.format("p.file")},
            NOT EXISTS (SELECT 1 FROM sealed WHERE file = p.file) AND {_OF_A_CRAWL}, 1)
        """,  # noqa: S608
        "provenance.locations names {}, where no record begins",
    ),
    Question(
        """
        SELECT l.file, l.offset, p.file || ', offset ' || p.offset || ' is ' || r.id
        FROM locations AS p JOIN told AS l ON l.id = p.line
        JOIN records AS r ON r.part = '' AND r.file = p.file AND r.offset = p.offset
        WHERE r.id <> p.id
        """,
        "provenance.locations: the record in {}, not the one named",
    ),
    Question(
        """
        SELECT l.file, l.offset, r.digest FROM locations AS p JOIN told AS l ON l.id = p.line
        JOIN records AS r ON r.part = '' AND r.file = p.file AND r.offset = p.offset
        WHERE r.digest NOT IN (SELECT digest FROM payloads WHERE line = l.id)
        """,
        "provenance.captures lacks {}, which the record at its location holds",
    ),
    Question(
        "SELECT l.file, l.offset, d.digest FROM payloads AS d "  # noqa: S608
        "JOIN told AS l ON l.id = d.line WHERE "
        + _NO_LOCATION.format("coalesce(r.digest, d.digest) = d.digest"),
        "provenance.captures names {}, and no record at its locations holds it",
    ),
    Question(
        "SELECT l.file, l.offset, l.fetched_at FROM told AS l WHERE "  # noqa: S608
        + _NO_LOCATION.format("(r.id IS NULL OR same_moment(r.date, l.fetched_at))"),
        "provenance.fetchedAt is {}, which no record at its locations is of",
    ),
    Question(
        "SELECT l.file, l.offset, l.url FROM lines AS l WHERE "  # noqa: S608
        + _NO_LOCATION.format("(r.id IS NULL OR r.url = l.url)"),
        "url is {}, and no record at its locations is of it",
    ),
    Question(
        """
        SELECT later.file, later.offset, later.url FROM told AS later WHERE EXISTS (
            SELECT 1 FROM told AS earlier
            WHERE earlier.bytes = later.bytes AND earlier.id < later.id)
        """,
        "the line stands twice: {}",
    ),
    Question(
        "SELECT file, offset, 'version ' || version || iif(version = 1, ' has', ' lacks') "
        "FROM lines WHERE (version = 1) <> (based_on IS NULL)",
        "{} isBasedOn",
    ),
    Question(
        f"""
        SELECT l.file, l.offset, l.based_on FROM lines AS l
        WHERE l.based_on IS NOT NULL AND l.version > 1 AND NOT EXISTS (
            SELECT 1 FROM lines AS before WHERE before.url = l.url
            AND before.version = l.version - 1 AND before.identifier = l.based_on)
        AND NOT {_ARTICLES_AWAY}
        """,  # noqa: S608
        "isBasedOn is {}, which is not the version before it",
    ),
    Question(
        f"""
        SELECT t.file, t.offset, t.identifier FROM events AS e JOIN told AS t USING (id)
        WHERE NOT EXISTS (SELECT 1 FROM lines AS l
            WHERE l.url = t.url AND l.identifier = t.identifier)
        AND NOT {_ARTICLES_AWAY}
        """,  # noqa: S608
        "identifier is {}, of which no version of the story is",
    ),
    Question(
        f"""
        SELECT file, offset, revision FROM memories_named AS named
        WHERE part = '' AND NOT EXISTS (SELECT 1 FROM records AS r
            WHERE r.type = 'metadata' AND r.url = '{MEMORY}' || named.revision AND r.part = '')
        AND NOT {_WARCS_AWAY}
        """,  # noqa: S608
        "names the site memory {}, which is not here",
    ),
)
"""What is asked of an archive of ours, from its records to its lines."""
