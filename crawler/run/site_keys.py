"""Under which names the ledger keeps what it knows of a site."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.archive.rebuild_ledger import Keys
from crawler.site import ANY_SITE
from crawler.sites import key_of, site_of


def memory_key(url: str) -> str:
    """Return the name under which what a site teaches is kept, as `Page.site_key` has it."""
    site = site_of(url)
    return urlsplit(url).netloc if site is ANY_SITE else site.name


KEYS = Keys(key_of, memory_key)
