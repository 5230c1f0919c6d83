"""The plainer fields of structured data: keywords, addresses, pictures, the body as stated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.model import Image
from crawler.page.embedded.jsonld import text_of, types_of
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.page.embedded.structured import Structured


def keywords(said: Structured) -> tuple[str, ...]:
    """Return the keywords stated, each once; at most 40."""
    stated = (said.article or {}).get("keywords")
    texts = [text_of(value) for value in stated] if isinstance(stated, list) else [text_of(stated)]
    if not any(texts):
        texts = (
            said.meta.get("news_keywords")
            or said.meta.get("article:tag")
            or said.meta.get("keywords")
            or []
        )
    words = (
        word.strip()
        for text in texts
        for word in re.split(r"[,;，、；|]|(?<=[\u3400-\u9fff])\s+", text)
    )
    return tuple(dict.fromkeys(word for word in words if 0 < len(word) <= 80))[:40]  # noqa: PLR2004


def canonical(said: Structured, url: str) -> str | None:
    """Return the canonical address, where it is of this site and not its front page."""
    for address in (said.links.get("canonical"), said.first("og:url")):
        if not address:
            continue
        try:
            absolute = urljoin(url, address)
            stated, own = urlsplit(absolute), urlsplit(url)
        except ValueError:
            continue
        if stated.scheme not in {"http", "https"} or (
            stated.path in {"", "/"} and own.path not in {"", "/"}
        ):
            continue
        if _domain(stated.hostname) == _domain(own.hostname) or not own.hostname:
            return absolute
    return None


def _domain(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])


def images(said: Structured, url: str) -> tuple[Image, ...]:
    """Return the story's own pictures, with caption and credit where they are stated."""
    stated = (said.article or {}).get("image")
    found: dict[str, Image] = {}
    for item in stated if isinstance(stated, list) else [stated]:
        value = item if isinstance(item, dict) else {"url": item}
        address = value.get("url") or value.get("contentUrl") or value.get("@id")
        if isinstance(address, str) and address.strip() and not address.startswith(("data:", "#")):
            absolute = _joined(url, address)
            caption, credit = text_of(value.get("caption")), text_of(value.get("creditText"))
            found.setdefault(absolute, Image(absolute, caption or None, credit or None))
    if not found and (address := said.first("og:image", "og:image:url", "twitter:image")):
        found[address] = Image(_joined(url, address))
    return tuple(found.values())


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address.strip())
    except ValueError:
        return address


def body(said: Structured) -> tuple[str, ...]:
    """Return the paragraphs of JSON-LD's ``articleBody``."""
    text = (said.article or {}).get("articleBody")
    if isinstance(text, list):
        text = "\n".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return ()
    broken = re.sub(r"</p>|<br\s*/?>|\\n|\r", "\n", text)
    return tuple(filter(None, (text_of(line) for line in broken.split("\n"))))


def page_type(said: Structured) -> tuple[str, ...]:
    """Return the words of ``og:type`` and of every JSON-LD type, in page order."""
    kinds = [said.first("og:type")]
    for node in said.nodes[:60]:
        kinds += types_of(node)
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def provider(said: Structured, sites: Iterable[str]) -> str:
    """Return who is stated to have provided the story, where it is not the site itself."""
    own = {squash(site) for site in sites}
    for key in ("sourceOrganization", "provider"):
        name = text_of((said.article or {}).get(key))
        if name and squash(name) not in own:
            return name
    return ""
