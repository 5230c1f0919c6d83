"""The viewer's pages show what an archive holds, and nothing of it acts."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.model import Edit
from tests.exports.archives import archive, story
from tests.view.harbour import FERRY, QUAY, archive_of, line_of
from tests.view.looking import ask, looked_at, page, seen
from tests.view.newsroom import Newsroom, png

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202egpj.exe"
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def test_the_front_page_has_the_newest_stories_with_pictures(client: FlaskClient) -> None:
    text = seen(client, "/")

    assert "Ferry returns late" in text
    assert "withdrawn" in text
    [digest] = re.findall(r'<img src="/picture/([^"]+)"', text)
    answer = ask(client, f"/picture/{digest}")
    assert answer.data == png(60, 40)
    assert answer.content_type == "image/png"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_two_versions_stand_beside_each_other_with_the_words_marked(client: FlaskClient) -> None:
    text = seen(client, "/story/compare", url=FERRY)

    assert "<del>Monday</del>" in text
    assert "<ins>Tuesday</ins>" in text
    assert "<ins> late</ins>" in text
    assert "<del>On the first" not in text


def test_of_chinese_one_character_is_marked(tmp_path: Path) -> None:
    url = "https://www.b.example/1"
    said = [("雨季提前三天到来，水位涨了。",), ("雨季提前五天到来，水位涨了。",)]
    root = archive(
        tmp_path / "a",
        *(story(url, article_body=body, version=n) for n, body in enumerate(said, 1)),
    )

    text = seen(looked_at(root), "/story/compare", url=url)

    assert "雨季提前<del>三</del>天到来" in text
    assert "雨季提前<ins>五</ins>天到来" in text


def test_what_was_taken_off_stands_where_it_stood_and_why(client: FlaskClient) -> None:
    text = seen(client, "/story/edits", url=FERRY)

    last = text.index("which is older than the boat")
    taken = text.index("<del><bdi>© 2026 The Quay. All rights reserved.</bdi></del>")
    why = text.index("boilerplate:notice", taken)
    assert last < taken < why


def test_the_witness_of_a_field_stands_beside_it(client: FlaskClient) -> None:
    text = seen(client, "/story", url=FERRY)

    assert re.search(r"<dt>headline</dt><dd><span class=\"witness\"><bdi>h1<", text)


def test_the_entries_of_a_live_report_stand_with_their_times(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    entry = {"@type": "BlogPosting", "headline": "It <b>sails</b>.",
             "datePublished": "2026-02-09T12:05:00+00:00"}  # fmt: skip
    held = {**line_of(newsroom), "liveBlogUpdate": [entry], "isAccessibleForFree": False}

    text = seen(looked_at(archive_of(tmp_path / "a", held)), "/story", url=FERRY)

    assert "<time>2026-02-09 12:05 UTC</time> <bdi>It &lt;b&gt;sails" in text
    assert 'Free to read</dt><dd dir="auto"><span class="value"><bdi>no</bdi>' in text


def test_what_readers_wrote_stands_behind_the_story_and_what_it_links_to_beside_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    wrote = {"@type": "Comment", "text": "At <i>last</i>!\nNine weeks.", "position": 2,
             "author": {"@type": "Person", "name": "Ann \u202eLee"},
             "parentItem": {"@type": "Comment", "position": 1}}  # fmt: skip
    links = [{"@type": "WebPage", "url": "https://b.example/board", "name": "the <board>"},
             {"@type": "WebPage", "url": "javascript:alert(1)", "name": "run"}]  # fmt: skip
    held = {**line_of(newsroom), "comment": [wrote], "commentCount": 7, "citation": links}

    text = seen(looked_at(archive_of(tmp_path / "a", held)), "/story", url=FERRY)

    assert "1 of 7 comment" in text
    assert "<bdi>At &lt;i&gt;last&lt;/i&gt;!</bdi></p><p" in text
    assert "U+202E" in text
    assert "answers 1" in text
    assert 'href="https://b.example/board" rel="noreferrer' in text
    assert "<bdi>the &lt;board&gt;</bdi></a>" in text
    assert "javascript:" not in text
    assert "comments of readers" not in seen(looked_at(newsroom.root), "/story", url=FERRY)


def test_the_older_version_says_that_it_is_older(client: FlaskClient) -> None:
    text = seen(client, "/story", url=FERRY, version=1)

    assert "This is version 1 of 2" in text
    assert "<bdi>Ferry returns</bdi></h1>" in text


def test_what_is_gone_is_told(client: FlaskClient) -> None:
    text = seen(client, "/gone")

    assert "Quay mended" in text
    assert "http-410" in text
    assert "a court &lt;b&gt;order" in text


def test_runs_have_their_receipts_and_plots(client: FlaskClient) -> None:
    text = seen(client, "/runs")
    [newest, *_] = re.findall(r'href="(/run/[^"]+)"', text[text.index("<table>\n") :])

    assert text.count('<svg class="chart"') >= 2
    assert 'class="s1"' in text
    assert "timeout" in text
    assert "&lt;i&gt;quiet&lt;/i&gt; for 60 hours" in seen(client, newest)


# --- captures


def test_markup_and_direction_marks_in_texts_are_shown_and_do_nothing(tmp_path: Path) -> None:
    url = f"https://a.example/{MARKUP}"
    made = Newsroom(tmp_path / "a")
    fields: dict[str, Any] = dict.fromkeys(
        ("headline", "kicker", "alternative_headline", "dateline", "article_section",
         "copyright_notice", "license", "abstract", "in_language", "description"), MARKUP,
    )  # fmt: skip
    article = made.story(FERRY, page("Ferry returns"))
    hostile = article.edited([Edit(MARKUP, "articleBody[0]", article.article_body[0], MARKUP)])
    for version in (1, 2):
        made.held.clear()
        made.story(url, page("Ferry returns"), article_body=hostile.article_body,
                   provenance=hostile.provenance, version=version, **fields)  # fmt: skip
    made.withdrawn(url, MARKUP)
    made.taken_down(url, MARKUP)
    made.report(error=MARKUP, alarms=[{"text": MARKUP}], finish_reason=MARKUP,
                reasons={f"failed/{MARKUP}": 3}, failed=3,
                sites={MARKUP: {"stored": 1, "failed": {MARKUP: 1}}}, stats={MARKUP: MARKUP},
                files=[MARKUP])  # fmt: skip
    own = looked_at(made.root)
    paths = ["/", "/sites", "/runs", "/gone", "/about", "/day/2026-02-09", "/site/a.example"]
    paths += [re.search(r'/run/[^"]+', seen(own, "/runs"))[0]]  # type: ignore[index]
    pages = {path: seen(own, path) for path in paths}
    for name in ("", "/edits", "/compare", "/record", "/capture", "/source"):
        pages[name] = seen(own, f"/story{name}", url=url, version=2)
    pages["search"] = seen(own, "/search", q=MARKUP, site=MARKUP, since=MARKUP)

    for path, text in pages.items():
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert not BIDI.search(text), path
        assert not re.search(r'="[^"]*"[^\s/>?]', re.sub(r">[^<]*<", "><", text)), path
    assert "&lt;script&gt;alert(1)" in pages["/"]
    assert "RIGHT-TO-LEFT OVERRIDE" in pages["/"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
                                 "https://[1", "//x", "\u202ehttps://a.example"])  # fmt: skip
def test_an_address_that_is_none_of_the_web_is_no_link(tmp_path: Path, url: str) -> None:
    root = archive(tmp_path / "a", story(url, main_entity_of_page=url, license=url))

    text = seen(looked_at(root), "/story", url=url)

    assert 'target="_blank"' not in text


def test_a_link_to_the_original_tells_nobody_where_it_was_followed(client: FlaskClient) -> None:
    [link] = re.findall(r"<a [^>]*target=[^>]*>", seen(client, "/story", url=QUAY))

    assert 'rel="noreferrer noopener external"' in link
    assert f'href="{QUAY}"' in link


ODD: tuple[Any, ...] = (5, [], {}, None, True, [5, None], {"name": 5}, [{"a": {}}], "x", -1,
                        10**30, math.nan, math.inf)  # fmt: skip


BESIDE = ("comment", "commentCount", "citation", "sharedContent")


def odd_lines(held: dict[str, Any], url: str, odd: Any) -> list[dict[str, Any]]:
    """Return lines of which everything is odd but what an index asks of them."""
    kept = {"url": url, "datePublished": "2026-02-05"}
    known = {"fetchedAt": "2026-02-05T00:00:00+00:00"}
    own = held["provenance"]
    inner = {"edits": [odd, {"field": odd, "by": odd}], "locations": [odd], "captures": [odd],
             "witnesses": [odd, [odd, odd]], "paragraphs": [odd]}  # fmt: skip
    return [
        {**dict.fromkeys((*held, *BESIDE), odd), **kept, "version": 1, "provenance": known},
        {**held, **dict.fromkeys(("image", "articleBody"), odd), **kept, "version": 2,
         "provenance": {**dict.fromkeys(own, odd), **known}},
        {**held, **kept, "version": 3, "image": [odd], "citation": [odd, {"url": odd}],
         "comment": [odd, {"text": odd, "author": {"name": odd}, "parentItem": {"position": odd}}],
         "provenance": own | inner},
    ]  # fmt: skip


def odd_reports(odd: Any) -> list[dict[str, Any]]:
    names = ("run", "at", "reasons", "sites", "alarms", "files", "stats", "failed", "stored",
             "error", "seconds")  # fmt: skip
    report = dict.fromkeys(names, odd)
    inner = {
        "sites": {"a": odd, "b": {"failed": odd, "stored": odd}}, "files": [odd],
        "reasons": {"failed/x": odd}, "alarms": [odd, {"text": odd}],
    }  # fmt: skip
    return [report, report | inner]


def test_values_of_any_type_break_no_page(newsroom: Newsroom, tmp_path: Path) -> None:
    held = line_of(newsroom)
    lines = [line for n, odd in enumerate(ODD) for line in odd_lines(held, f"{FERRY}{n}", odd)]
    root = archive_of(tmp_path / "a", *lines)
    (root / "reports").mkdir()
    reports = [report for odd in ODD for report in odd_reports(odd)]
    for n, report in enumerate(reports):
        (root / "reports" / f"{n}.json").write_text(json.dumps(report), "utf-8")
    own = looked_at(root)

    for path in ("/", "/runs", "/site/quay.example", "/search?q=x"):
        seen(own, path)
    for n, _ in enumerate(reports):
        seen(own, f"/run/{n}.json")
    for n, _ in enumerate(ODD):
        for name in ("", "/edits", "/compare", "/record", "/capture", "/source"):
            for version in (1, 2, 3):
                seen(own, f"/story{name}", url=f"{FERRY}{n}", version=version)


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    own = looked_at(tmp_path / "a")

    assert "No story yet" in seen(own, "/")
    for path in ("/days", "/sites", "/runs", "/gone", "/about", "/search?q=x"):
        seen(own, path)


def test_damage_is_told_on_a_page(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY))
    [file] = (root / "articles").iterdir()
    with file.open("ab") as lines:
        lines.write(b'{"url": "https://a.exam\n')

    own = looked_at(root)
    text = seen(own, "/about")

    assert "1 place of this archive could not be read" in seen(own, "/")
    assert "1 place. <code>" in text
    assert f"articles/{file.name}" in text
