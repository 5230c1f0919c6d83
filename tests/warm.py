"""What a process has done before it is forked in tests: it has read a page, and a list.

A process of a test reads a page or two in its life. The patterns and tables for that are made
once, in the process that all of them are forks of.
"""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.garbage import settle
from crawler.memory import NO_MEMORY
from crawler.model import Capture
from crawler.site import ANY_SITE
from crawler.wire import split
from crawler.workers import finish_body, listed
from tests.crawling import listing, story

SITE = "https://quay.example"
PATH = "/news/2026/0205/1.html"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
AT = datetime(2026, 2, 5, tzinfo=UTC)

bare = Capture(url=SITE + PATH, fetched_at=AT, body=b"", headers=HTML)
finish_body(split(story("Ferry returns – “at last”")).body, bare, ANY_SITE, NO_MEMORY)
listed(split(listing(PATH)).body, f"{SITE}/", "text/html")
settle()  # each fork would look through all of it
