"""Addresses: one spelling for each, and which of them belong together.

`canonical` spells an address as a browser would send it, without what only counts
visits. `surt` names it in an index; `twin_key` is the same for the pages that show
one story to a desk, a telephone and a search engine. Whether an address looks
like an article's is told in `crawler.frontier.shapes`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import cache, lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import idna
import tldextract

from crawler.frontier.shapes import article_likeness

__all__ = ["article_likeness", "canonical", "same_site", "surt", "twin_key", "www_key"]

MAX_LENGTH = 2_048
"""Longest address worth asking for: https://www.sitemaps.org/protocol.html#locdef."""

MAX_SEGMENTS = 20
"""Deeper paths are traps (Heritrix, TooManyPathSegmentsDecideRule)."""

TRACKING = frozenset(  # a list of words reads best as words
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh
    li_fat_id mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id
    vero_conv oly_anon_id oly_enc_id _openstat openstat rb_clickid s_cid icid ocid ncid cmpid
    cmp_id smid smtyp ito wt_mc wt.mc_id xtor at_medium at_campaign at_custom1 at_custom2
    at_custom3 at_custom4 ns_campaign ns_mchannel ns_source ns_linkname ns_fee
    __twitter_impression _ga _gl mibextid sharetype share_token share_from share_source
    sharefrom sharesource share_medium share_plat share_tag share_id from_source spm_id_from spm
    scm bd_vid hmsr hmpl hmcu hmkw hmci isappinstalled nsukey wxshare_count weixin_source
    wx_header vd_source guccounter guce_referrer guce_referrer_sig ref_src ref_url __tn__
    """.split()  # noqa: SIM905
)
"""Query parameters that say how a reader came, never what is shown."""

TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "matomo_", "piwik_", "stm_", "itm_", "trk_", "hmb_")

SESSION = re.compile(
    r"(?:jsessionid|phpsessid|php_session_id|sessionid|session_id|aspsessionid\w*|cfid|cftoken"
    r"|(?:sid|s|zenid|osc?sid|sessid)(?==[0-9a-f]{16,}$))(?:=.*)?",
    re.IGNORECASE,
)
"""Names of a visit; short names count where a long hexadecimal number follows."""

UNWRAPPED = (
    (
        re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[cvi]/(?:s/)?(?=[\w.-]+\.\w)"),
        "https://",
    ),
    (re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/(?:s/)?(?=[\w.-]+\.\w)"), "https://"),
)
"""Caches that show another site's page under their own name."""

UNFILLED = re.compile(
    r"\{\{|\$\{|<%|%7B%7B|\$%7B|%3C%|\[object%20|/undefined(?:/|$)", re.IGNORECASE
)
"""What a template or a script left in an address that it should have filled in."""

_PLAIN = re.compile(
    r"(?!.*(?:/amp/|ampproject|/undefined))https?://(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/[\w~][\w.~-]*)*+/?",
    re.ASCII,
)
_PORTS = {"http": "80", "https": "443"}
_AUTHORITY = re.compile(r"(https?):[/\\]*([^/?#\\]*)(.*)", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_KEPT = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = "".join(c for c in _KEPT if c not in '"<>`{}^|')
_QUERY_SAFE = "".join(c for c in _KEPT if c not in "\"<>'#")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def is_sent_home(asked: str, answered: str) -> bool:
    """Say whether a site answers for an address with its front page: nothing stands there.

    >>> is_sent_home("https://a.example/7.html", "https://a.example/")
    True
    >>> is_sent_home("https://a.example/", "https://www.a.example/")
    False
    """
    first, last, home = urlsplit(asked), urlsplit(answered), {"", "/"}
    return last.path in home and not last.query and first.path not in home


def canonical(url: str, base: str | None = None) -> str | None:
    """Return the one spelling of an address; None for one that no crawler should fetch.

    Follows https://url.spec.whatwg.org/ for http and https: host in lower case and
    punycode, default port, dot segments, escapes. Beyond it, as
    https://www.rfc-editor.org/rfc/rfc3986#section-6.2 allows, credentials, fragment,
    session and tracking parameters go, and parameters are sorted by name. None for
    other schemes, hosts that cannot be, templates nobody filled in, and traps: more
    than `MAX_LENGTH` characters or `MAX_SEGMENTS` segments.

    >>> canonical("../A%7eb/./c.html?utm_source=x&id=7#top", "HTTP://News.Example:80/cn/list/")
    'http://news.example/cn/A~b/c.html?id=7'
    >>> canonical("https://news.example/cn/A.html?b=&a=1")
    'https://news.example/cn/A.html?a=1&b='
    >>> canonical("javascript:void(0)") is canonical("mailto:a@b.example") is None
    True
    """
    if len(url) <= MAX_LENGTH and _PLAIN.fullmatch(url) and url.count("/") < MAX_SEGMENTS:
        return url if url.count("/") > 2 else url + "/"  # noqa: PLR2004 the two of "://"
    try:
        return _spelled(_absolute(url, base))
    except (ValueError, UnicodeError):
        return None


def _absolute(url: str, base: str | None) -> str:
    # https://url.spec.whatwg.org/#url-parsing: C0 controls around, line ends within.
    bare = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))
    address = bare.partition("#")[0]
    path, mark, query = address.partition("?")
    address = path.replace("\\", "/") + mark + query
    if base is not None and not re.match(r"https?:", address, re.IGNORECASE):
        address = urljoin(base.partition("#")[0], address)
    for pattern, replacement in UNWRAPPED:
        address = pattern.sub(replacement, address)
    return address


def _spelled(url: str) -> str | None:
    found = _AUTHORITY.match(url)
    if not found:
        return None
    scheme, authority, rest = found[1].lower(), found[2].rpartition("@")[2], found[3]
    rest = re.sub(r"[\ud800-\udfff]", "\ufffd", rest)
    path, mark, query = rest.partition("?")
    path, query = _path(path), _query(query) if mark else ""
    spelled = f"{scheme}://{_host_and_port(scheme, authority)}{path}" + (
        f"?{query}" if query else ""
    )
    too_deep = path.count("/") > MAX_SEGMENTS or len(spelled) > MAX_LENGTH
    return None if too_deep or UNFILLED.search(spelled) else spelled


def _host_and_port(scheme: str, authority: str) -> str:
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    if port and not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise ValueError(port)
    port = str(int(port)) if port else ""
    return _host(host) + (f":{port}" if port and port != _PORTS[scheme] else "")


@lru_cache(maxsize=4_096)
def _host(host: str) -> str:
    """Return a host as it is looked up; raises ValueError where there can be none."""
    if host.startswith("[") and host.endswith("]"):
        return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
    name = unquote_to_bytes(host).decode().rstrip(".").lower()
    if not name.isascii() or "xn--" in name:
        name = idna.encode(name, uts46=True).decode()
    if re.search(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$", name):
        # "127.1" and "0x7f000001" are addresses too: https://url.spec.whatwg.org/#concept-ipv4-parser
        try:
            return str(ipaddress.IPv4Address(socket.inet_aton(name)))
        except OSError as error:
            raise ValueError(host) from error
    if not re.fullmatch(
        r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|$))+", name
    ):
        raise ValueError(host)
    return name


def _path(path: str) -> str:
    if not path.startswith("/"):
        path = "/" + path
    if ";" in path:
        path = re.sub(r";([^/;]*)", lambda m: "" if SESSION.fullmatch(m[1]) else m[0], path)
    if not path.isascii() or re.search(r"[^\w/.~-]", path):
        path = quote(_ESCAPE.sub(_tidy, path), safe=_PATH_SAFE)
    return _without_dots(re.sub(r"(?<![:/])/{2,}", "/", path))


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == ".." and kept:
            kept.pop()
        elif part not in {".", ".."}:
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    """Return the pairs that say something, each spelled one way, in the order of their names."""
    spelled = quote(_ESCAPE.sub(_tidy, query.replace("&amp;", "&")), safe=_QUERY_SAFE)
    kept = [pair for pair in spelled.split("&") if pair and not _says_nothing(pair)]
    return "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0]))


def _says_nothing(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES) or bool(SESSION.fullmatch(pair))


def _tidy(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.match(character) else escape[0].upper()


def surt(url: str) -> str:
    """Return the key of an address in a web archive's index: host reversed, lower case.

    The same for http and https, with and without ``www``, as the Wayback Machine's
    and pywb's indexes have it (https://pypi.org/project/surt/). An address that is
    none is its own key.

    >>> surt("https://www.News.example/cn/A/?b=2&a=1"), surt("http://news.example:8080/")
    ('example,news)/cn/a?a=1&b=2', 'example,news:8080)/')
    """
    spelled = canonical(url)
    return url if spelled is None else _reversed(spelled).lower()


def www_key(url: str) -> str:
    """Return a key that an address shares with http and https, with and without ``www``.

    Case counts in the path: many identifiers are told apart by nothing else.

    >>> www_key("https://www.News.example/cn/A"), www_key("http://news.example/cn/a/")
    ('example,news)/cn/A', 'example,news)/cn/a')
    """
    spelled = canonical(url)
    return url if spelled is None else _reversed(spelled)


def _reversed(spelled: str) -> str:
    authority, _, rest = spelled.partition("://")[2].partition("/")
    path, mark, query = rest.partition("?")
    host, port = re.fullmatch(r"(\[.*\]|[^:]*)(:\d+)?", authority).groups("")  # type: ignore[union-attr]
    name = host.strip("[]") if host.startswith("[") else re.sub(r"^www\d*\.", "", host)
    return f"{','.join(reversed(name.split('.')))}{port})/{path.rstrip('/')}{mark}{query}"


MOBILE_LABELS = re.compile(
    r"^(?:(?:www\.)?(?:m|mobile|mobi|wap|3g|4g|h5|touch|amp|i)|www)\.(?=[^.]+\.)"
)
AMP_PATHS = (
    (re.compile(r"\.amp(?=\.s?html?$)|(?<=[\w-])\.amp$"), ""),
    (re.compile(r"^/(?:amp|mip|m|mobile|wap)(?=/)|/(?:amp|mip)(?=/|$)"), ""),
    (re.compile(r"/amp_articleshow/"), "/articleshow/"),
)
AMP_QUERY = re.compile(
    r"(?:amp|outputtype=amp|output=amp|amp=[1yt]\w*|view=mobile|mobile=\w+|from=(?:mobile|wap))$"
)


def twin_key(url: str) -> str:
    """Return a key that the desktop, mobile and AMP addresses of a page share.

    A guess from spelling alone, good for finding candidates: whether two pages are
    one story is for their text or their ``rel=canonical`` to say.

    >>> twin_key("https://m.news.example/amp/cn/7.html?amp=1")
    'example,news)/cn/7.html'
    >>> twin_key("http://www.news.example/cn/7.html"), twin_key("http://sport.news.example/cn/7.html")
    ('example,news)/cn/7.html', 'example,news,sport)/cn/7.html')
    """
    spelled = canonical(url)
    if spelled is None:
        return url
    host, slash, rest = spelled.partition("://")[2].partition("/")
    path, _, query = (slash + rest).partition("?")
    for pattern, replacement in AMP_PATHS:
        path = pattern.sub(replacement, path) or "/"
    query = "&".join(pair for pair in query.split("&") if not AMP_QUERY.match(pair.lower()))
    return _reversed(f"http://{MOBILE_LABELS.sub('', host)}{path}{'?' if query else ''}{query}")


def same_site(a: str, b: str) -> bool:
    """Say whether two addresses belong to one registrable domain; ports do not count.

    By the public suffix list as it was packed with `tldextract`, private suffixes
    included: two blogs of one provider are two sites. No network is asked.

    >>> same_site("https://news.city.example/1", "http://city.example:8080/")
    True
    >>> same_site("http://a.com.cn/", "http://b.com.cn/"), same_site("http://10.0.0.1/", "http://11.0.0.1/")
    (False, False)
    """
    one, other = registrable(a), registrable(b)
    return bool(one) and one == other


def registrable(url: str) -> str:
    """Return the registrable domain of an address, or its host where that is an IP address.

    >>> registrable("https://news.city.example:8080/1"), registrable("http://10.0.0.1:80/")
    ('city.example', '10.0.0.1')
    """
    found = _AUTHORITY.match(url)
    if not found:
        return ""
    try:
        host = _host(re.sub(r":\d*$", "", found[2].rpartition("@")[2]))
    except (ValueError, UnicodeError):
        return ""
    return _registrable(host)


@lru_cache(maxsize=4_096)
def _registrable(host: str) -> str:
    if host.startswith("[") or re.fullmatch(r"[\d.]+", host):
        return host
    known = _suffixes()(host)
    if known.suffix:
        return f"{known.domain}.{known.suffix}" if known.domain else host
    return ".".join(host.split(".")[-2:])


@cache
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )
