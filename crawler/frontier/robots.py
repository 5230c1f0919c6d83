"""What a robots.txt says: to us, to everybody, and of the site's sitemaps.

https://www.rfc-editor.org/rfc/rfc9309, and where it leaves a choice, as Google's parser
reads it: https://github.com/google/robotstxt. The file is read once, line by line, and only
the rules that may be ours are kept, so that the cost grows with its length, whatever it holds.
"""

from __future__ import annotations

import codecs
import math
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.frontier.link import Link, Listing, Origin, distinct, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ROBOTS = 500 << 10
"""Bytes of robots.txt that count: https://www.rfc-editor.org/rfc/rfc9309#section-2.5."""

FIELDS = {
    "user-agent": "agent", "useragent": "agent", "user agent": "agent",
    "allow": "allow", "disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow",
    "disalow": "disallow", "diasllow": "disallow", "disallaw": "disallow",
    "crawl-delay": "delay", "crawldelay": "delay", "crawl delay": "delay",
    "sitemap": "sitemap", "site-map": "sitemap",
}  # fmt: skip
"""What a line says, by its name; misspellings are those that Google's parser takes."""

_PRODUCT = re.compile(r"[A-Za-z_-]+")
_SPELLED = re.compile(r"%([0-9a-fA-F]{2})|[^!-~]")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_ORIGIN = re.compile(r"https?://[^/?]*", re.IGNORECASE)


def product(user_agent: str) -> str:
    """Return the product token of an agent, by which a robots.txt speaks of it.

    It is the first word: https://www.rfc-editor.org/rfc/rfc9309#section-2.2.1.

    >>> product("crawler/1.0 (+https://a.example/not-googlebot)"), product("")
    ('crawler', '')
    """
    found = _PRODUCT.match(user_agent.strip())
    return found[0] if found else user_agent


class Wildcard(NamedTuple):
    """A pattern with ``*`` in it or ``$`` at its end."""

    length: int
    allows: bool
    pieces: tuple[str, ...]
    """What stands between the stars."""

    is_whole: bool
    """Whether the last piece is the end of the address."""

    def matches(self, path: str) -> bool:
        """Return True if the path, spelled as the pattern is, begins with the pattern."""
        first, *others = self.pieces
        if not path.startswith(first):
            return False
        if not others:
            return not self.is_whole or path == first
        *between, last = others
        at = len(first)
        for piece in between:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if self.is_whole:
            return path.endswith(last) and len(path) - len(last) >= at
        return path.find(last, at) >= 0


class Rules(NamedTuple):
    """What a robots.txt says to one agent."""

    plain: dict[str, bool]
    """Whether the paths that begin so are allowed."""

    lengths: tuple[int, ...]
    """Lengths of those, the longest first."""

    wildcards: tuple[Wildcard, ...]
    """The longest first, of two of a length the one that allows."""

    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    """Addresses as they stand there, whomever the lines around them speak to."""

    def allow(self, url: str) -> bool:
        r"""Return True if an address may be asked for: the longest pattern that fits decides.

        >>> rules = rules_of(b"User-agent: *\nDisallow: /*.php$\nAllow: /a.php", "crawler")
        >>> [rules.allow(f"https://a.example/{path}") for path in ("b.php", "b.php5", "a.php")]
        [False, True, False]
        """
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        path = _spelled(f"{parts.path or '/'}{query}").replace("*", "%2A").replace("$", "%24")
        if path == "/robots.txt":
            return True
        fits = (length for length in self.lengths if path[:length] in self.plain)
        longest = next((length for length in fits if length <= len(path)), 0)
        allows = self.plain[path[:longest]] if longest else True
        for wildcard in self.wildcards:
            if wildcard.length < longest or (wildcard.length == longest and allows):
                break
            if wildcard.matches(path):
                return wildcard.allows
        return allows


def rules_of(body: bytes, token: str) -> Rules:
    r"""Return what a robots.txt says to the agent of a product token.

    That are the groups that name it, taken together; where none does, those for ``*``.

    >>> robots = b"User-agent: *\nDisallow: /\n\nUser-agent: Crawler/1.0\nDisallow: /x"
    >>> rules_of(robots, "crawler").plain, rules_of(robots, "crawl").plain
    ({'/x': False}, {'/': False})
    """
    ours: list[tuple[str, str]] = []
    general: list[tuple[str, str]] = []
    sitemaps = []
    is_named = named = everybody = has_rules = False
    for field, value in _lines(_text(body)):
        if field == "sitemap":
            sitemaps.append(value)
        elif field == "agent":
            if has_rules:
                named = everybody = has_rules = False
            named |= product(value).lower() == token.lower()
            everybody |= value == "*" or value[:2].strip() == "*"
            is_named |= named
        else:
            # Only these two end the names of a group: other records must not interfere.
            # https://www.rfc-editor.org/rfc/rfc9309#section-2.2.4
            has_rules |= field != "delay"
            ours += [(field, value)] * named
            general += [(field, value)] * everybody
    return _compiled(ours if is_named else general, sitemaps)


def _compiled(lines: list[tuple[str, str]], sitemaps: list[str]) -> Rules:
    plain: dict[str, bool] = {}
    wildcards = []
    delays = []
    for field, value in dict.fromkeys(lines):
        if field == "delay":
            delays += _seconds(value)
            continue
        pattern = _pattern(value)
        allows = field == "allow"
        if "*" in pattern or pattern.endswith("$"):
            wildcards.append(_wildcard(pattern, allows=allows))
        elif pattern:
            path = pattern.replace("$", "%24")
            plain[path] = allows or plain.get(path, False)
    return Rules(
        plain,
        tuple(sorted({len(path) for path in plain}, reverse=True)),
        tuple(sorted(wildcards, key=lambda each: (-each.length, not each.allows))),
        max(delays, default=None),
        tuple(sitemaps),
    )


def _pattern(value: str) -> str:
    """Return a pattern as paths are spelled; it begins where they begin, with a slash.

    >>> _pattern("/渡/%7ea"), _pattern("private/"), _pattern("https://a.example/x")
    ('/%E6%B8%A1/~a', '/private/', '/x')
    """
    path = _ORIGIN.sub("", value, count=1) or ("/" if value else "")
    return _spelled(path if path.startswith(("/", "*")) or not path else f"/{path}")


def _wildcard(pattern: str, *, allows: bool) -> Wildcard:
    body = pattern.removesuffix("$")
    first, *others = body.replace("$", "%24").split("*")
    *between, last = others or [""]
    pieces = (first, *filter(None, between), last) if others else (first,)
    return Wildcard(len(pattern), allows, pieces, body != pattern)


def _spelled(path: str) -> str:
    """Return a path with its octets spelled one way: rfc9309, section 2.2.2."""
    octets = path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("latin-1")
    return _SPELLED.sub(_octet, octets)


def _octet(found: re.Match[str]) -> str:
    if found[1] is None:
        return f"%{ord(found[0]):02X}"
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else found[0].upper()


def _seconds(value: str) -> list[float]:
    try:
        seconds = float(value)
    except ValueError:
        return []
    return [seconds] if math.isfinite(seconds) and seconds >= 0 else []


def _text(body: bytes) -> str:
    """Return the text that counts; a line that the limit cuts does not."""
    cut = body[:MAX_ROBOTS]
    if len(body) >= MAX_ROBOTS:  # the wire gives no more than that
        cut = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]
    if cut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return cut.decode("utf-16", "replace")
    return cut.decode("utf-8", "surrogateescape")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield what the lines say that say something: one of the values of `FIELDS`, and of what."""
    for line in re.split(r"[\r\n]+", text):
        said = line.partition("#")[0].strip("\ufeff \t\x00\x0b\x0c")
        name, _, value = said.partition(":")
        field = FIELDS.get(" ".join(name.split()).lower())
        if field is None:
            name, *values = said.split(maxsplit=1)[:2] or [""]
            field, value = FIELDS.get(name.lower()), values[0] if values else ""
        if field is not None:
            yield field, value.strip()


def from_robots(text: str, origin: Origin) -> Listing:
    r"""Return the sitemaps that a robots.txt names, relative addresses too.

    >>> origin = Origin("https://a.example/robots.txt")
    >>> [link.url for link in from_robots("User-agent: *\nSitemap: /news.xml", origin).links]
    ['https://a.example/news.xml']
    """
    named = (value.split()[0] for field, value in _lines(text[:MAX_ROBOTS])
             if field == "sitemap" and value)  # fmt: skip
    found = (origin.address(unescaped(address)) for address in named)
    links = [Link(url, "sitemap") for url in found if url]
    return Listing("robots", distinct(links), cut=len(text) > MAX_ROBOTS)
