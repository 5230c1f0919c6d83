"""The further pages of a list, however a site leads to them: links, scripts, buttons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.frontier.article_score import is_trap
from crawler.frontier.link import Origin

if TYPE_CHECKING:
    import lxml.html

MAX_PAGES = 200
"""Pages of one list that a script's count makes known at once; each leads on by itself."""

FURTHER = re.compile(
    r"^[\s\[(<>«»‹›→·.…|-]*(?:next(?:\s*page)?|older(?:\s*(?:posts|entries|stories|articles))?|more"
    r"|load\s*more|show\s*more|more\s*(?:news|stories|articles)|下一?[页頁]|后一?页|後一?頁|次へ|次のページ|次ページ"
    r"|もっと見る|更多|查看更多|加载更多|点击加载更多|載入更多|看更多|다음|더보기|weiter|nächste(?:\s*seite)?|mehr"
    r"|suivante?|page\s*suivante|plus|voir\s*plus|siguiente|más|seguinte|próxim[ao]|mais|avanti|successiv[ao]"
    r"|далее|вперёд|вперед|следующая|ещё|еще|показать\s*ещ[её]|التالي|التالية|المزيد|sonraki|volgende|następna"
    r"|第\s*\d+\s*[页頁]|\d{1,4})[\s\])<>«»‹›→·.…|-]*$|^[»›→>]+$",
    re.IGNORECASE,
)
"""What a link to a further page of a list says, in the languages of the news."""

_LAST_PART = re.compile(r"[^/?]*(?:\?.*)?$")
_TRS = re.compile(
    r"createPageHTML\w*\(\s*['\"]?(\d{1,5})['\"]?\s*,\s*['\"]?(\d{1,5})['\"]?\s*,\s*['\"]([\w./-]{1,80})['\"]"
    r"\s*,\s*['\"](\w{2,5})['\"]"
)
"""The call by which one widespread Chinese CMS prints ``index_1.html``, ``index_2.html``, ..."""

_IN_SCRIPT = re.compile(
    r"(?:next|more|load)\w{0,20}(?:url|api|page|href|link)\w{0,10}[\"']?\s{0,5}[:=]\s{0,5}"
    r"[\"']([^\"'\s<>]{2,300})[\"']",
    re.IGNORECASE,
)
_ADDRESSES = (
    "hx-get", "data-url", "data-href", "data-next", "data-next-url", "data-next-page",
    "data-next-page-url", "data-load-url", "data-ajax", "data-ajax-url", "data-endpoint",
    "data-api", "data-action", "data-more-url", "data-more",
)  # fmt: skip
_BUTTONS = f"//*[{' or '.join('@' + name for name in _ADDRESSES)}]"
_MORE = re.compile(r"more|next|infinite|pag(?:er|ing|ination)|scroll|load|gengduo", re.IGNORECASE)
_PLACE = re.compile(
    r"\{\{?\s*(?:page|n|i|pageno|num)\s*\}?\}|%7Bpage%7D|\[page\]|__page__", re.IGNORECASE
)


def is_further_page(url: str, text: str, current: str) -> bool:
    """Say whether a link leads to another page of the list that it stands on.

    >>> here = "https://a.example/news/index.html"
    >>> is_further_page("https://a.example/news/index_2.html", "下一页", here)
    True
    >>> is_further_page("https://a.example/2022/0205/7.html", "Ferry is back", here)
    False
    """
    if FURTHER.match(text) and not is_trap(url):
        return _is_near(url, current) or not text.strip(" []").isdigit()
    return False


def _is_near(url: str, current: str) -> bool:
    """Say whether two addresses lie in one folder, or one below the other's."""
    one, other = _LAST_PART.sub("", url), _LAST_PART.sub("", current)
    return one.startswith(other) or other.startswith(one)


def further_pages(
    root: lxml.html.HtmlElement, text: str, origin: Origin, base: str
) -> Iterator[str]:
    """Yield the further pages that no link leads to: those of scripts, menus and buttons."""
    for address in (*_printed(text), *_chosen(root), *_loaded(root), *_scripted(root)):
        url = origin.address(address, base)
        if url and origin.is_ours(url) and origin.may_list(url) and not is_trap(url):
            yield url


def _printed(text: str) -> Iterator[str]:
    for count, _, stem, extension in islice(_TRS.findall(text), 3):
        yield from (f"{stem}_{n}.{extension}" for n in range(1, min(int(count), MAX_PAGES)))


def _chosen(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the addresses of a menu of page numbers."""
    for option in islice(root.iter("option"), MAX_PAGES):
        value = (option.get("value") or "").strip()
        if re.search(r"\d", value) and re.search(r"[/.?]", value) and not re.search(r"\s", value):
            yield value


def _loaded(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield what a button loads when asked for more."""
    for element in islice(root.xpath(_BUTTONS), 1_000):
        words = (
            f"{element.get('class') or ''} {element.get('id') or ''} {element.get('rel') or ''}"
        )
        said = (element.text_content() or "").strip()[:40]
        if not (_MORE.search(words) or FURTHER.match(said)):
            continue
        for name in _ADDRESSES:
            value = (element.get(name) or "").strip()
            if "/" in value or "?" in value:
                yield _numbered(value, element.get("data-page") or "")


def _scripted(root: lxml.html.HtmlElement) -> Iterator[str]:
    for script in islice(root.iter("script"), 200):
        for address in islice(_IN_SCRIPT.findall(script.text or ""), 5):
            if "/" in address or "?" in address:
                yield _numbered(address.replace("\\/", "/"), "")


def _numbered(address: str, stated: str) -> str:
    """Return the address of a page whose number a script would put in.

    >>> _numbered("/more?page=", "3"), _numbered("/more/{page}.json", "")
    ('/more?page=3', '/more/2.json')
    """
    number = stated if stated.isdigit() else "2"
    if _PLACE.search(address):
        return _PLACE.sub(number, address)
    return address + number if address.endswith("=") else address
