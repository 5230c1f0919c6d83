"""What a process has made before its first page, so that this waits for none of it."""

from __future__ import annotations

import subprocess
import sys

from crawler import extract
from crawler.first_page import AT, PAGE, URL
from crawler.model import Capture


def test_the_page_has_one_of_each() -> None:
    article = extract(Capture(url=URL, fetched_at=AT, body=PAGE.encode()))

    assert article.headline == "The ferry is late"
    assert [person.name for person in article.author] == ["Ann Lee"]
    assert article.date_published
    assert article.image[0].credit_text
    assert len(article.article_body) == 3


def patterns_made_by(program: str) -> int:
    """Return how many patterns a process has compiled after a program."""
    counted = (
        "import gc, crawler.patterns as p\ngc.unfreeze()\n"
        "print(sum('search' in vars(x) for x in gc.get_objects() if type(x) is p._Uncompiled))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{counted}"], capture_output=True, check=True
    )
    return int(done.stdout)


def test_a_process_that_is_forked_has_compiled_what_a_page_takes() -> None:
    assert patterns_made_by("import crawler.extract") < 20
    assert patterns_made_by("import crawler.first_page") > 200
