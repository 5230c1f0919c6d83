"""What the ledger writes down: its tables, and the rows that go in and come out."""

from __future__ import annotations

from typing import NamedTuple

from crawler.frontier.link import Link
from crawler.ledger.versions import ReadingRow

MIGRATIONS = (
    """
    CREATE TABLE addresses (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        host TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'due',
        priority INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        seen_on TEXT,
        seen_at REAL NOT NULL,
        due_at REAL NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        run INTEGER NOT NULL,
        outcome TEXT,
        reason TEXT,
        title TEXT,
        listed_at TEXT,
        etag TEXT,
        last_modified TEXT
    );
    CREATE INDEX addresses_due ON addresses (host, priority DESC, id) WHERE state = 'due';
    CREATE INDEX addresses_run ON addresses (run, outcome, reason);
    CREATE TABLE visits (
        address INTEGER NOT NULL REFERENCES addresses (id),
        run INTEGER NOT NULL,
        at REAL NOT NULL,
        status INTEGER,
        outcome TEXT NOT NULL,
        reason TEXT
    );
    CREATE INDEX visits_address ON visits (address);
    CREATE TABLE captures (
        digest TEXT NOT NULL,
        url TEXT NOT NULL,
        date TEXT NOT NULL,
        record_id TEXT NOT NULL,
        type TEXT NOT NULL,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL
    );
    CREATE INDEX captures_digest ON captures (digest);
    CREATE INDEX captures_url ON captures (url);
    CREATE TABLE articles (
        url TEXT NOT NULL,
        version INTEGER NOT NULL,
        identifier TEXT NOT NULL,
        content TEXT NOT NULL,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (url, version)
    );
    CREATE INDEX articles_content ON articles (content);
    CREATE TABLE segments (
        file TEXT PRIMARY KEY,
        length INTEGER NOT NULL,
        sealed INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        spider TEXT NOT NULL,
        arguments TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL,
        discovered INTEGER NOT NULL DEFAULT 0,
        report TEXT
    );
    CREATE TABLE memories (site TEXT PRIMARY KEY, revision TEXT NOT NULL, memory TEXT NOT NULL);
    """,
    """
    ALTER TABLE addresses ADD COLUMN site TEXT NOT NULL DEFAULT '';
    ALTER TABLE addresses ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE addresses ADD COLUMN since REAL;
    ALTER TABLE addresses ADD COLUMN rhythm REAL;
    ALTER TABLE addresses ADD COLUMN asked_at REAL;
    UPDATE addresses SET held = 1, state = 'held', since = seen_at, due_at = seen_at + 2592000
        WHERE state = 'done' AND url IN (SELECT url FROM articles);
    UPDATE addresses SET state = 'source' WHERE state = 'done' AND outcome = 'source';
    CREATE INDEX addresses_next ON addresses (site, due_at)
        WHERE state IN ('held', 'gone', 'source');
    ALTER TABLE runs ADD COLUMN site TEXT NOT NULL DEFAULT '';
    CREATE INDEX visits_run ON visits (run);
    ALTER TABLE visits ADD COLUMN listed INTEGER;
    ALTER TABLE visits ADD COLUMN elsewhere INTEGER;
    CREATE TABLE listed (
        source INTEGER NOT NULL REFERENCES addresses (id),
        address INTEGER NOT NULL REFERENCES addresses (id),
        title TEXT,
        stated TEXT,
        since REAL NOT NULL,
        PRIMARY KEY (source, address)
    ) WITHOUT ROWID;
    CREATE INDEX listed_address ON listed (address);
    CREATE TABLE hosts (
        host TEXT PRIMARY KEY,
        robots BLOB,
        robots_status INTEGER,
        robots_at REAL,
        crawl_delay REAL,
        delay REAL,
        paused_until REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        asked_at REAL NOT NULL DEFAULT 0
    );
    CREATE TABLE stories (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        canonical TEXT,
        signature BLOB NOT NULL
    );
    CREATE INDEX stories_canonical ON stories (canonical) WHERE canonical IS NOT NULL;
    CREATE TABLE bands (
        band INTEGER NOT NULL,
        story INTEGER NOT NULL REFERENCES stories (id),
        PRIMARY KEY (band, story)
    ) WITHOUT ROWID;
    CREATE TABLE spellings (
        key INTEGER NOT NULL,
        address INTEGER NOT NULL REFERENCES addresses (id),
        PRIMARY KEY (key, address)
    ) WITHOUT ROWID;
    INSERT INTO spellings SELECT spelling_key(url, kind), id FROM addresses;
    CREATE TABLE shapes (
        site TEXT NOT NULL,
        shape TEXT NOT NULL,
        articles INTEGER NOT NULL DEFAULT 0,
        others INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (site, shape)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE readings (
        url TEXT NOT NULL,
        captured_at REAL NOT NULL,
        payload TEXT NOT NULL,
        content TEXT NOT NULL,
        alike TEXT NOT NULL,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        PRIMARY KEY (url, captured_at)
    ) WITHOUT ROWID;
    INSERT INTO readings SELECT url, at, '', content, '', file, offset, length FROM articles;
    ALTER TABLE addresses ADD COLUMN story TEXT;
    ALTER TABLE addresses ADD COLUMN key TEXT;
    CREATE UNIQUE INDEX addresses_key ON addresses (key);
    UPDATE OR IGNORE addresses SET key = address_key(url) WHERE held <> 0;
    UPDATE OR IGNORE addresses SET key = address_key(url) WHERE held = 0;
    UPDATE addresses SET state = 'done', outcome = 'dropped', reason = 'twin', due_at = 1e12
        WHERE key IS NULL;
    DROP TABLE memories;
    CREATE TABLE counts (site TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE revisions (revision TEXT PRIMARY KEY, memory TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    DROP INDEX addresses_due;
    CREATE INDEX addresses_due ON addresses (host, priority DESC, id, due_at, site, run)
        WHERE state = 'due';
    DROP INDEX addresses_next;
    CREATE INDEX addresses_next ON addresses (site, host, priority DESC, due_at)
        WHERE state IN ('held', 'gone', 'source');
    CREATE TABLE heard (
        site TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (site, at)
    ) WITHOUT ROWID;
    INSERT INTO heard SELECT DISTINCT site, 60.0 * CAST(articles.at / 60 AS INTEGER)
        FROM articles JOIN addresses USING (url) WHERE version = 1;
    """,
    """
    ALTER TABLE segments ADD COLUMN writer INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE run_sites (
        site TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (site, run)
    ) WITHOUT ROWID;
    INSERT INTO run_sites SELECT site, id FROM runs WHERE site <> '';
    UPDATE listed SET stated = '' WHERE source IN
        (SELECT id FROM addresses WHERE kind NOT IN ('sitemap', 'article'));
    """,
    """
    CREATE TABLE tiers (
        tier INTEGER NOT NULL,
        band INTEGER NOT NULL,
        story INTEGER NOT NULL REFERENCES stories (id),
        PRIMARY KEY (tier, band, story)
    ) WITHOUT ROWID;
    INSERT INTO tiers SELECT 2199023255552 + story / 65536 AS tier, band, story FROM bands
        ORDER BY 1, 2, 3;
    DROP TABLE bands;
    ALTER TABLE tiers RENAME TO bands;
    DROP INDEX captures_digest;
    CREATE INDEX captures_digest ON captures (substr(digest, 6, 11));
    DROP INDEX articles_content;
    CREATE INDEX articles_content ON articles (substr(content, 1, 12));
    """,
    "",
)
"""Each brings a ledger one version further. A version that shipped is never edited."""

VERSION = len(MIGRATIONS)

NO_LIMIT = 2**62
"""Rows: more than any archive has, and fewer than a database counts to."""

OF_SERVERS = {
    5: """
    CREATE TABLE fleets (
        fleet TEXT NOT NULL,
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        PRIMARY KEY (fleet, url)
    ) WITHOUT ROWID;
    CREATE INDEX fleets_site ON fleets (fleet, site);
    CREATE TABLE members (
        id INTEGER PRIMARY KEY,
        fleet TEXT NOT NULL,
        run INTEGER NOT NULL,
        place TEXT NOT NULL,
        process TEXT NOT NULL,
        joined_at REAL NOT NULL,
        until REAL NOT NULL,
        left_at REAL,
        lost INTEGER NOT NULL DEFAULT 0,
        busy INTEGER NOT NULL DEFAULT 0,
        lines INTEGER NOT NULL DEFAULT 0,
        fetched INTEGER NOT NULL DEFAULT 0,
        refused INTEGER NOT NULL DEFAULT 0,
        notes TEXT
    );
    CREATE INDEX members_run ON members (run);
    CREATE INDEX members_here ON members (fleet) WHERE left_at IS NULL;
    CREATE TABLE leases (
        host TEXT PRIMARY KEY,
        site TEXT NOT NULL,
        member INTEGER,
        asked_at REAL NOT NULL DEFAULT 0,
        due_at REAL NOT NULL DEFAULT 0
    );
    CREATE INDEX leases_due ON leases (due_at);
    CREATE INDEX leases_site ON leases (site);
    CREATE INDEX leases_member ON leases (member) WHERE member IS NOT NULL;
    """,
    7: "ALTER TABLE fleets ADD COLUMN other TEXT NOT NULL DEFAULT '';",
}
"""What a version has besides where a ledger is shared: see `crawler.ledger.fleets`."""


NOT_HELD, HELD, WITHDRAWN = range(3)


class Address(NamedTuple):
    """An address that is due."""

    id: int
    url: str
    host: str
    kind: str
    priority: int
    depth: int
    tries: int
    site: str = ""
    """Key of the site in whose crawl it was found: see `crawler.sites.key_of`."""

    held: int = NOT_HELD
    since: float | None = None
    """When the story came out or was last seen to change, in seconds since 1970."""

    rhythm: float | None = None
    """Seconds after which a source was last polled."""

    etag: str | None = None
    last_modified: str | None = None
    story: str | None = None
    """The address of the story that is held from it, where that is another: after a redirect."""


class CaptureRow(NamedTuple):
    """Where a capture stands in the archive."""

    digest: str
    url: str
    date: str
    record_id: str
    type: str
    file: str
    offset: int
    length: int


class ArticleRow(NamedTuple):
    """Where a version of a story stands in the archive."""

    url: str
    version: int
    identifier: str
    content: str
    """Digest of the cleaned article: what tells one version from the next."""

    file: str
    offset: int
    length: int
    signature: bytes = b""
    """What tells stories alike: see `crawler.text.compare.minhash`; empty for one of few words."""

    canonical: str | None = None
    """The address that its page names as the story's own."""

    bands: tuple[int, ...] = ()
    """Of the signature: what an index keeps of it."""

    is_newest: bool = True
    """Whether no later capture of the story was read: the newest one speaks for the story."""


class Visit(NamedTuple):
    """What came of asking for one address, all of it to be written or none."""

    url: str
    at: float
    outcome: str
    """One of `crawler.outcomes.Outcome`, but ``pending``."""

    reason: str | None = None
    status: int | None = None
    state: str = "done"
    """What the address is from now on: ``due`` where it is to be tried again, ``held`` and
    ``source`` where it is looked at again from `due_at` on, ``gone``, ``failed`` or ``done``."""

    due_at: float = 0.0
    counts: bool = True
    """Whether it was a try of the address, and not one that its host made vain."""

    held: int = NOT_HELD
    since: float | None = None
    rhythm: float | None = None
    kind: str = ""
    """What the address was taken for when it was asked for: see `Link.kind`."""

    site: str = ""
    """Key of the site that it belongs to, and what is found there, in a run of several."""

    found: tuple[Link, ...] = ()
    proven: tuple[str, ...] = ()
    """Addresses that a feed or a sitemap lists as stories, whatever they were taken for."""

    again: tuple[str, ...] = ()
    """Addresses that are due again if an earlier run was the last to ask for them."""

    sitemaps: tuple[Link, ...] = ()
    """The sitemaps that it lists, where it is an index."""

    captures: tuple[CaptureRow, ...] = ()
    articles: tuple[ArticleRow, ...] = ()
    readings: tuple[ReadingRow, ...] = ()
    """What its capture said, where it was one of a story, and what is known anew of others."""

    memory: tuple[str, str] | None = None
    """Revision of the site memory that an article names, and the memory as JSON."""

    keeps_schedule: bool = False
    """Whether the address is asked for again when it was to be asked for before this visit:
    what was read is a capture of the past."""

    listed: tuple[Link, ...] | None = None
    """The stories that a source lists; None where it did not say, or is none."""

    ahead: int | None = None
    """How many stories it lists beside these, where a part of it was written down before: see
    `crawler.ledger.listings`."""

    elsewhere: int = 0
    """How many more it lists that are another site's."""

    etag: str | None = None
    last_modified: str | None = None
    lease: int = 0
    """Number of the fleet's member that held its host when it was asked: 0 without a fleet."""


class Tally(NamedTuple):
    """How many addresses of a run ended how; `outcome` is ``pending`` for those still due."""

    outcome: str
    reason: str | None
    number: int
