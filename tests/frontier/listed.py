"""What a source lists, by kind and path."""

from __future__ import annotations

from crawler.frontier.sources import Link, links

SITE = "https://www.portal.example"


STORY = f"{SITE}/news/2022/0205/223052022.html"


def listed(body: bytes | str, path: str = "/", content_type: str = "") -> list[tuple[str, str]]:
    """Return kind and path of what a source lists."""
    data = body.encode() if isinstance(body, str) else body
    found = links(data, SITE + path, content_type).links
    return [(link.kind, link.url.removeprefix(SITE)) for link in found]


def only(body: bytes | str, path: str = "/feed", content_type: str = "") -> Link:
    data = body.encode() if isinstance(body, str) else body
    [link] = links(data, SITE + path, content_type).links
    return link
