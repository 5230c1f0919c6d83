"""What the first page of a process would wait for, made before there is one.

The first page that a process reads compiles 300 patterns and loads their tables: .45 s, where
the next takes .02. Readers are forks of one process, which loads this module: it is made once
for all of them, beside what else begins, and none makes it again when it is begun anew.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from crawler.extract import finish
from crawler.garbage import settle
from crawler.model import Capture, NotAnArticle

URL = "http://www.harbour.example/news/1.html"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>The ferry is late</title>
<link rel="canonical" href="http://www.harbour.example/news/1.html">
<meta name="author" content="Ann Lee">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is late",
"datePublished": "2026-02-05T08:00:00Z", "author": {"@type": "Person", "name": "Ann Lee"}}</script>
</head><body><nav><a href="/">Home</a></nav><article><h1>The ferry is late</h1>
<p class="byline">By Ann Lee</p><time datetime="2026-02-05">5 February 2026, 08:00</time>
<figure><img src="/quay.jpg"><figcaption>The quay. Photo: Ann Lee</figcaption></figure>
<p>The ferry to the island was late on Thursday, the harbour master said.</p>
<p>“It was the fog,” he said – nobody was to blame for it. The café on the quay stayed open.</p>
<p>The next one goes at noon, or later than that if the fog stays until the evening.</p>
</article><footer>© 2026 The Harbour</footer></body></html>"""
"""A page with one of each: what data says, a byline, a date, a caption, letters beyond ASCII."""

AT = datetime(2026, 2, 5, tzinfo=UTC)

with suppress(NotAnArticle):
    finish(Capture(url=URL, fetched_at=AT, body=PAGE.encode()))
settle()  # each fork would look through all of it
