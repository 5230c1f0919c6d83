"""Addresses: what is asked for, what is compared, and which of them belong together.

`resolve` follows a link as browsers do: what it returns is asked for and stored.
`canonical` is what addresses are compared by: it leaves out what only counts visits, and
is never asked for. `surt` names an address in an index; `twin_key` is the same for the
pages that show one story to a desk, a telephone and a search engine. Whether an address
looks like an article's is told in `crawler.frontier.article_score`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import ada_url

from crawler import patterns as re
from crawler.frontier.article_score import article_likeness
from crawler.frontier.queries import in_query

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = [
    "article_likeness",
    "canonical",
    "joined",
    "named_by",
    "redirected",
    "resolve",
    "same_site",
    "surt",
    "twin_key",
    "www_key",
]

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
    re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[cvi]/(?:s/)?(?=[\w.-]+\.\w)"),
    re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/(?:s/)?(?=[\w.-]+\.\w)"),
)
"""Caches that show another site's page under their own name."""

UNFILLED = re.compile(
    r"\{\{|\$\{|<%|%7B%7B|\$%7B|%3C%(?:25|(?![0-9A-F]{2}))|\[object%20|/undefined(?:/|$)",
    re.IGNORECASE,
)
"""What a template or a script left in an address that it should have filled in."""

_PLAIN = re.compile(
    r"(?!.*(?:/amp/|ampproject|/undefined|xn--))"
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,3}[a-z]{2,24}(?:/[\w~][\w.~-]*)*+/?",
    re.ASCII,
)
_PARTS = re.compile(r"(https?)://(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(\?[^#]*)?", re.DOTALL)
_HOST = re.compile(r"\s*https?:[/\\]*[^/?#\\]*", re.IGNORECASE)
_AROUND = "".join(map(chr, range(0x21)))
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NAME = re.compile(r"(?=.{1,254}$)(?:(?!xn--(?:\.|$))[a-z0-9_-]{1,63}(?:\.|$))+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_KEPT = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = "".join(c for c in _KEPT if c not in '"<>`{}^|')
_QUERY_SAFE = "".join(c for c in _KEPT if c not in "\"<>'#`{}^|\\")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")

MAX_WRITTEN = 16 * MAX_LENGTH
"""Longest link that is looked at: dot segments and line ends may make it shorter."""


def is_sent_home(asked: str, answered: str) -> bool:
    """Say whether a site answers for an address with its front page: nothing stands there.

    >>> is_sent_home("https://a.example/7.html", "https://a.example/")
    True
    >>> is_sent_home("https://a.example/", "https://www.a.example/")
    False
    """
    first, last, home = urlsplit(asked), urlsplit(answered), {"", "/"}
    return last.path in home and not last.query and first.path not in home


def resolve(base: str | None, link: str, encoding: str = "utf-8") -> str | None:
    """Return the address that a link leads to, as browsers ask for it; None for none to ask for.

    Follows https://url.spec.whatwg.org/#url-parsing for http and https; `encoding` is the
    web's name of the page's encoding, in which browsers write the query of its links.
    Fragment and credentials go. None for other schemes, hosts that no name server can hold,
    templates nobody filled in, and traps: more than `MAX_LENGTH` characters or
    `MAX_SEGMENTS` segments. Never raises; resolving twice is resolving once.

    >>> resolve("HTTP://News.Example:80/cn/list/", "../A%7eb/./c.html?utm_source=x&id=7#top")
    'http://news.example/cn/A%7eb/c.html?utm_source=x&id=7'
    >>> resolve("https://a.example/x/", "///b.example/1")
    'https://b.example/1'
    >>> resolve("http://a.example/", "/show?title=渡", "gbk")
    'http://a.example/show?title=%B6%C9'
    >>> resolve(None, "javascript:void(0)") is resolve(None, "/a") is None
    True
    """
    if len(link) <= MAX_LENGTH and _PLAIN.fullmatch(link) and link.count("/") < MAX_SEGMENTS:
        return link if link.count("/") > 2 else link + "/"  # noqa: PLR2004 the two of "://"
    written = link if len(link) <= MAX_WRITTEN else link.partition("#")[0]
    found = len(written) <= MAX_WRITTEN and _PARTS.match(joined(base, written, encoding) or "")
    if not found:
        return None
    scheme, authority, path, query = found.groups("")
    address = f"{scheme}://{authority}{path}{query}"
    too_deep = path.count("/") > MAX_SEGMENTS or len(address) > MAX_LENGTH
    if too_deep or not _can_be_host(authority) or UNFILLED.search(address):
        return None
    return address


def joined(base: str | None, link: str, encoding: str = "utf-8") -> str | None:
    """Return the address that a link stands for by the URL standard alone; None for none.

    Of any scheme and length, with all that it holds: for what is told of a page and not
    asked for. Never raises.

    >>> joined("https://a.example/x/", "///cdn.example/渡.jpg#1"), joined("x", "/y")
    ('https://cdn.example/%E6%B8%A1.jpg#1', None)
    """
    written = link if link.isascii() else _SURROGATE.sub("\ufffd", link)
    if encoding != "utf-8":
        written = in_query(written.strip(_AROUND), encoding)
    try:
        return ada_url.join_url(base, written) if base else ada_url.normalize_url(written)
    except ValueError:
        return None


def redirected(url: str, location: bytes) -> str | None:
    r"""Return where the answer of an address sends us on; None where nobody should go.

    `location` is the value of the header as it came: what is not ASCII in it is escaped
    byte by byte, as browsers do.

    >>> redirected("https://a.example/1", b"//reader:secret@b.example/caf\xe9")
    'https://b.example/caf%E9'
    """
    ascii_only = "".join(chr(b) if b < 0x80 else f"%{b:02X}" for b in location)  # noqa: PLR2004
    return resolve(url, ascii_only)


@lru_cache(maxsize=4_096)
def _can_be_host(authority: str) -> bool:
    """Say whether a host can be looked up: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4."""
    host = re.sub(r":\d*$", "", authority)
    return host.startswith("[") or bool(_NAME.fullmatch(host))


@lru_cache(maxsize=16_384)
def canonical(url: str) -> str:
    """Return what an address is compared by, whatever it was found under; never raises.

    As https://www.rfc-editor.org/rfc/rfc3986#section-6.2 allows: escapes are spelled one way,
    empty segments, session and tracking parameters go, parameters are sorted by name, and a
    cache's address is the one that it shows. Made canonical twice it stays the same; what
    `resolve` refuses is its own.

    >>> canonical("https://news.example/cn//%41.html?b=&utm_source=x&a=1")
    'https://news.example/cn/A.html?a=1&b='
    >>> canonical("https://news.example/cn/A.html"), canonical("no address")
    ('https://news.example/cn/A.html', 'no address')
    """
    if len(url) <= MAX_LENGTH and _PLAIN.fullmatch(url) and url.count("/") < MAX_SEGMENTS:
        return url if url.count("/") > 2 else url + "/"  # noqa: PLR2004 the two of "://"
    spelled = url
    while (simpler := _simplified(spelled)) != spelled:
        spelled = simpler  # "%%34%31" is "%41", and that is "A"
    return spelled


def _simplified(url: str) -> str:
    address = resolve(None, url)
    found = address and _PARTS.fullmatch(unwrapped(address))
    if not found:
        return url
    scheme, authority, path, query = found.groups("")
    host, port = re.fullmatch(r"(\[.*\]|[^:]*)(:\d+)?", authority).groups("")  # type: ignore[union-attr]
    pairs = _query(query.removeprefix("?"))
    return f"{scheme}://{host.rstrip('.') or host}{port}{_path(path)}{'?' if pairs else ''}{pairs}"


def named_by(stated: str | None) -> str | None:
    """Return what the address that a page names as its own is compared by; None for no address."""
    address = resolve(None, stated) if stated else None
    return canonical(address) if address else None


def unwrapped(url: str) -> str:
    """Return the address that a cache shows under its own name, or the address itself.

    What stands in a cache's path need not be an address that can be asked for.

    >>> unwrapped("https://www.google.com/amp/s/a.example/1"), unwrapped("https://a.example/amp/1")
    ('https://a.example/1', 'https://a.example/amp/1')
    """
    for pattern in UNWRAPPED:
        if found := pattern.match(url):
            shown = resolve(None, "https://" + url[found.end() :])
            return unwrapped(shown) if shown else url
    return url


def _path(path: str) -> str:
    if ";" in path:
        path = re.sub(r";([^/;]*)", lambda m: "" if SESSION.fullmatch(m[1]) else m[0], path)
    if not path.isascii() or re.search(r"[^\w/.~-]", path):
        path = quote(_ESCAPE.sub(_tidy, path), safe=_PATH_SAFE)
    return re.sub(r"(?<![:/])/{2,}", "/", path)


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
    return _reversed(canonical(url)).lower() if resolve(None, url) else url


def www_key(url: str) -> str:
    """Return a key that an address shares with http and https, with and without ``www``.

    Case counts in the path: many identifiers are told apart by nothing else.

    >>> www_key("https://www.News.example/cn/A"), www_key("http://news.example/cn/a/")
    ('example,news)/cn/A', 'example,news)/cn/a')
    """
    return _reversed(canonical(url)) if resolve(None, url) else url


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
    if resolve(None, url) is None:
        return url
    spelled = canonical(url)
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
    one = registrable(a)
    return bool(one) and one == registrable(b)


def registrable(url: str) -> str:
    """Return the registrable domain of an address, or its host where that is an IP address.

    >>> registrable("https://news.city.example:8080/1"), registrable("http://10.0.0.1:80/")
    ('city.example', '10.0.0.1')
    """
    found = _HOST.match(url)
    host = found and resolve(None, found[0])
    return _registrable(re.sub(r":\d*$", "", urlsplit(host).netloc)) if host else ""


@lru_cache(maxsize=4_096)
def _registrable(host: str) -> str:
    if host.startswith("[") or re.fullmatch(r"[\d.]+", host):
        return host
    known = suffixes()(host)
    if known.suffix:
        return f"{known.domain}.{known.suffix}" if known.domain else host
    return ".".join(host.split(".")[-2:])


@cache
def suffixes() -> TLDExtract:
    """Return the list of public suffixes as it was packed; nobody is asked for a newer one."""
    import tldextract  # noqa: PLC0415 with all of `requests`: .06 s, where a list is read already

    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )
