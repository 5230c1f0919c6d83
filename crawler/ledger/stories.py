"""The stories that are held: their versions, and all the addresses that lead to one of them.

Two addresses are one where their spelling says so (desktop, mobile and AMP; http and
https; with and without ``www``), or where a page that is held names the other as its
canonical. Two stories are one where their content is the same, or where they share a
band of their signatures and the caller finds them alike.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.frontier.urls import canonical as address_key
from crawler.frontier.urls import same_site, twin_key, www_key
from crawler.ledger.bands import Bands
from crawler.ledger.database import writes_over
from crawler.ledger.revisit_policy import NEVER
from crawler.ledger.schema import ArticleRow
from crawler.ledger.versions import ReadingRow
from crawler.outcomes import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from crawler.ledger.database import Database

TWIN = Reason.TWIN
"""Reason for which an address is not asked for: the ledger knows another of the same page."""

MOST_ALIKE = 20
"""Stories of one band, or of one content, that are looked at, the newest: a weather report
comes every day."""

OF_CONTENT = "substr(content, 1, 12) = substr(?1, 1, 12) AND +content = ?1"
"""Found by a part of it, as the index has it; the plus keeps SQLite from putting the whole in
the place of the part."""

NONE_NEWER: Mapping[int, int] = MappingProxyType({})

_TWIN_KNOWN = """
    SELECT other.url FROM spellings JOIN addresses AS other ON other.id = spellings.address
    WHERE spellings.key = ? AND other.url <> ? AND coalesce(other.outcome, '') <> 'dropped'
    AND (other.held <> 0 OR other.state NOT IN ('failed', 'gone')) LIMIT 1
"""
_HEARD = "INSERT OR IGNORE INTO heard SELECT site, ? FROM addresses WHERE id = ?"
_KEEP = writes_over("articles", "url version", "identifier content file offset length at")
_READ = writes_over("readings", "url captured_at", "payload content alike file offset length")
_NUMBERED = re.compile(r"(?:[-_/]|[?&](?:page|p|pn|pg)=)p?\d{1,2}(?=$|[./&])")


class Alike(NamedTuple):
    """A story that may be the one in question."""

    url: str
    signature: bytes


class Stories:
    """The stories of a ledger. Whoever writes has begun a transaction."""

    def __init__(
        self,
        db: Database,
        tell: Callable[[str], Any] = str,
        settle: Callable[[list[str]], Any] = len,
    ) -> None:
        """`tell` is told the host of each address that is due again, `settle` what will change."""
        self._db, self._tell, self._settle = db, tell, settle
        self.bands = Bands(db)

    # --- versions

    def latest(self, url: str) -> ArticleRow | None:
        """Return the newest version held of a story."""
        row = self._db.execute(
            "SELECT url, version, identifier, content, file, offset, length FROM articles "
            "WHERE url = ? ORDER BY version DESC LIMIT 1",
            (url,),
        ).fetchone()
        return ArticleRow(*row) if row else None

    def versions(self, url: str) -> list[dict[str, Any]]:
        """Return where the versions of a story stand, oldest first."""
        cursor = self._db.execute("SELECT * FROM articles WHERE url = ? ORDER BY version", (url,))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def keep(self, article: ArticleRow, asked: int | None, run: int, at: float) -> None:
        """Write down a version, and under which addresses its story is known now.

        `asked` is the number of the address that it was asked for at; None for one not known.
        """
        *row, signature, canonical, bands, is_newest = article
        if article.version == 1 and asked is not None:
            self._db.execute(_HEARD, (60 * (at // 60), asked))
        self._db.execute(_KEEP, [*row, at])
        if not is_newest:
            return
        [story] = self._db.execute(
            "INSERT INTO stories (url, canonical, signature) VALUES (?, ?, ?) ON CONFLICT (url) "
            "DO UPDATE SET canonical = excluded.canonical, signature = excluded.signature "
            "RETURNING id",
            (article.url, canonical, signature),
        ).fetchone()
        self.bands.add(story, bands)
        if asked is not None:
            self._spell(article, asked, run, at)

    def _spell(self, article: ArticleRow, address: int, run: int, at: float) -> None:
        """Note the other addresses of a story: where it answered, and its canonical one."""
        self._put(article.url, "article", address)
        canonical, own = article.canonical, address_key(article.url)
        if not canonical or canonical == own or _is_part(own, canonical):
            return
        if self._contradicted(article):
            self._db.execute(
                "DELETE FROM spellings WHERE key = ? AND address NOT IN "
                "(SELECT id FROM addresses WHERE key = ?)",
                (spelling_key(canonical, "article"), canonical),
            )
            self.free(canonical, run, at)
            return
        if not _may_be_story(article.url, canonical):
            return
        self._put(canonical, "article", address)
        self._settle([canonical])
        self._db.execute(
            "UPDATE addresses SET state = 'done', outcome = 'dropped', reason = ?, due_at = ? "
            "WHERE key = ? AND id <> ? AND kind = 'article' AND state = 'due' AND held = 0",
            (TWIN, NEVER, canonical, address),
        )

    def _contradicted(self, article: ArticleRow) -> bool:
        """Say whether another story names the same canonical address: then neither means it."""
        others = self._db.execute(
            "SELECT id, url FROM stories WHERE canonical = ? ORDER BY id LIMIT ?",
            (article.canonical, MOST_ALIKE + 2),
        ).fetchall()
        for story, url in others:
            if address_key(url) in {address_key(article.url), article.canonical}:
                continue
            latest = self.latest(url)
            same = latest and latest.content == article.content
            if not (same or self.bands.has_any(story, article.bands)):
                return True
        return False

    def line_of(self, url: str, content: str) -> tuple[str, int, int] | None:
        """Return file, offset and length of a line that holds a content of a story."""
        for table in ("articles", "readings"):
            row = self._db.execute(
                f"SELECT file, offset, length FROM {table} "  # noqa: S608 names of ours
                "WHERE url = ? AND content = ? AND file <> '' LIMIT 1",
                (url, content),
            ).fetchone()
            if row:
                return tuple(row)
        return None

    def readings(self, url: str) -> list[ReadingRow]:
        """Return what the captures of a story said, oldest first."""
        rows = self._db.execute(
            "SELECT url, captured_at, payload, content, alike FROM readings WHERE url = ? "
            "ORDER BY captured_at",
            (url,),
        )
        return [ReadingRow(*row) for row in rows]

    def read(self, reading: ReadingRow, asked: str, kept: Iterable[ArticleRow] = ()) -> None:
        """Write down what a capture of a story said, and the address it was asked for at.

        `kept` are versions that were written down just now: the line may be one of theirs.
        """
        told = reading.url, 1, reading.content
        lines = (
            (each.file, each.offset, each.length)
            for each in kept
            if (each.url, each.version, each.content) == told
        )
        place = next(lines, None) or (
            reading.content and self.line_of(reading.url, reading.content)
        )
        self._db.execute(
            _READ,
            (*reading, *(place or ("", 0, 0))),
        )
        if reading.url != asked:
            self._db.execute(
                "UPDATE addresses SET story = ? WHERE key = address_key(?)", (reading.url, asked)
            )
            # A later capture, read before this one, could not know whose withdrawal it was.
            self._db.execute(
                "UPDATE readings SET url = ?1 WHERE url = ? AND content = '' AND NOT EXISTS "
                "(SELECT 1 FROM readings AS its WHERE its.url = ?1 "
                "AND its.captured_at = readings.captured_at)",
                (reading.url, asked),
            )

    # --- the same story elsewhere

    def exactly(self, content: str, url: str) -> list[str]:
        """Return the other addresses at which a story of this content is held, oldest first."""
        rows = self._db.execute(
            f"SELECT url FROM articles WHERE {OF_CONTENT} AND url <> ?2 "  # noqa: S608 ours
            "GROUP BY url ORDER BY min(at) LIMIT ?3",
            (content, url, MOST_ALIKE),
        )
        return [address for [address] in rows]

    def near(
        self, bands: tuple[int, ...], url: str, newer: Mapping[int, int] = NONE_NEWER
    ) -> list[Alike]:
        """Return the stories at other addresses that share a band, and their signatures.

        `newer` is how many stories of a band there are that are not written down yet.
        """
        found = self.bands.sharing(
            {band: max(0, MOST_ALIKE - newer.get(band, 0)) for band in bands}
        )
        rows = self._db.execute(
            f"SELECT url, signature FROM stories WHERE id IN ({_marks(found)}) AND url <> ? "  # noqa: S608 marks
            "ORDER BY id",
            (*found, url),
        )
        return [Alike(*row) for row in rows]

    # --- the same page at another address

    def meet(self, address: int, url: str, kind: str, *, led_to: bool) -> None:
        """Take in a new address; one of a page that is known by another is not asked for."""
        key = self._put(url, kind, address)
        if led_to and self._db.execute(_TWIN_KNOWN, (key, url)).fetchone():
            self._db.execute(
                "UPDATE addresses SET state = 'done', outcome = 'dropped', reason = ?, "
                "due_at = ? WHERE id = ?",
                (TWIN, NEVER, address),
            )

    def respell(self, address: int, url: str) -> None:
        """Note the spellings of an address that turned out to be a story's."""
        self._put(url, "article", address)

    def twin_of(self, url: str, kind: str = "article") -> str | None:
        """Return the address for which this one is not asked for; None where there is none."""
        row = self._db.execute(_TWIN_KNOWN, (spelling_key(url, kind), url)).fetchone()
        return str(row[0]) if row else None

    def free(self, url: str, run: int, at: float) -> None:
        """Have one twin of an address asked for in its place: it brought nothing."""
        known = self._db.execute(
            "SELECT kind FROM addresses WHERE key = address_key(?)", (url,)
        ).fetchone()
        row = (
            known
            and self._db.execute(
                "SELECT id, run, host FROM spellings JOIN addresses ON id = address "
                "WHERE spellings.key = ? AND reason = ? "
                "ORDER BY addresses.key = address_key(?) DESC, id LIMIT 1",
                (spelling_key(url, known[0]), TWIN, url),
            ).fetchone()
        )
        if row is None:
            return
        self._tell(row[2])
        self._db.execute(
            "UPDATE addresses SET state = 'due', outcome = NULL, reason = NULL, due_at = ?, "
            "run = ?, tries = 0 WHERE id = ?",
            (at, run, row[0]),
        )
        self._db.execute(
            "UPDATE runs SET discovered = discovered + 1 WHERE id = ? AND id <> ?", (run, row[1])
        )

    def _put(self, url: str, kind: str, address: int) -> int:
        key = spelling_key(url, kind)
        self._db.execute("INSERT OR IGNORE INTO spellings VALUES (?, ?)", (key, address))
        return key


@lru_cache(maxsize=4_096)
def spelling_key(url: str, kind: str) -> int:
    """Return a number of 64 bits for all spellings of an address."""
    spelled = twin_key(url) if kind == "article" else www_key(url)
    digest = blake2b(spelled.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _may_be_story(url: str, canonical: str) -> bool:
    """Say whether a canonical address can be the story's: of its site, and not the front page.

    >>> _may_be_story("https://a.example/7.html?x=1", "https://a.example/7.html")
    True
    >>> _may_be_story("https://a.example/7.html", "https://a.example/")
    False
    """
    path = urlsplit(canonical).path.strip("/")
    return bool(path) and same_site(url, canonical)


def _is_part(url: str, canonical: str) -> bool:
    """Say whether an address is a further page of the story that it names as canonical.

    >>> _is_part("https://a.example/7_2.html", "https://a.example/7.html")
    True
    >>> _is_part("https://a.example/amp/7.html", "https://a.example/7.html")
    False
    """
    one, other = (
        {
            address[: found.start()] + address[found.end() :]
            for found in _NUMBERED.finditer(address)
        }
        for address in (url, canonical)
    )
    return not one.isdisjoint({canonical, *other})


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))
