"""A capture is shown so that nothing in it runs, leads away, or asks anybody."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.jsonl import to_line
from crawler.model import Capture
from crawler.view import served
from crawler.view.served import POLICY, is_page, picture_type, shown_page, source_of
from tests.view.harbour import FERRY, QUAY
from tests.view.looking import ask, looked_at, page
from tests.view.newsroom import Newsroom, png


def capture(body: bytes, kind: str = "text/html; charset=utf-8") -> Capture:
    return Capture(
        url="https://a.example/x/",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=body,
        headers=(("Content-Type", kind),) if kind else (),
    )


def shown(html: str) -> bytes:
    return shown_page(capture(html.encode()), lambda _: None)


@pytest.mark.parametrize(
    ("more", "ends"),
    [
        ("<div>" * 200_000, False),
        ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">", False),
        ("<p " + "/".join(f"a{n}" for n in range(100_000)) + ">", False),
        ("<p x='<b\"' " + " ".join(f"a{n}=1" for n in range(100_000)) + ">", False),
        ("<script>s = [" + "1, 2 / 3, " * 100_000 + "]</script>", True),
        ("<p class=a>One.</p>" * 20_000, True),
        ("<div>" * 300, True),
        ("<p>" + "word " * 5_000, True),
    ],
    ids=["deep", "attributes", "slashes", "value", "script", "long", "nested", "words"],
)
def test_a_page_without_end_is_not_taken_apart(more: str, *, ends: bool) -> None:
    html = f"<h1>Ferry returns</h1>{more}"

    if ends:
        assert b"Ferry returns" in shown(html)
    else:
        with pytest.raises(ValueError, match="no end"):
            shown(html)


def test_what_is_not_taken_apart_is_shown_as_its_text(tmp_path: Path) -> None:
    made = Newsroom(tmp_path / "a")
    _, place = made.capture(FERRY, page("Ferry returns", more="<div>" * 200_000))
    article = made.story(QUAY, page("Quay mended"))
    known = replace(article.provenance, locations=(place,))
    made.line(to_line(replace(article, url=FERRY, provenance=known)))

    answer = ask(looked_at(made.root), "/story/served", url=FERRY)

    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Ferry returns" in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "harm",
    [
        "<script>run()</script>",
        "<img src=https://spy.example/1.png onerror=run()>",
        "<p ONCLICK=run()>",
        "<a href=https://spy.example ping=https://spy.example target=_top>",
        "<iframe srcdoc=run()></iframe>",
        "<meta http-equiv=refresh content='0;url=https://spy.example'>",
        "<base href=https://spy.example><link rel=dns-prefetch href=//spy.example>",
        "<form action=https://spy.example><button formaction=https://spy.example>",
        "<svg><use href=https://spy.example#x /><a xlink:href=https://spy.example>",
        "<table background=https://spy.example/1.png>",
        "<video poster=https://spy.example/1.png><source src=https://spy.example/1.mp4></video>",
        "<template><img src=https://spy.example/1.png></template>",
        "<input id=x name=attributes form=y autofocus onfocus=run()>",
    ],
)
def test_nothing_of_a_page_runs_leads_away_or_asks_anybody(harm: str) -> None:
    found = shown(f"<h1 class=title style='color: red'>Ferry returns</h1>{harm}<p>It sails.")

    assert b"spy.example" not in found
    assert b"run()" not in found
    assert b'<h1 class="title" style="color: red">Ferry returns</h1>' in found
    assert b"It sails." in found


def test_pictures_that_are_kept_stand_in_the_page_as_far_as_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    kept = {"https://a.example/1.png": png(2, 2), "https://a.example/x/2.png": b"<svg onload=x>"}

    def picture(url: str) -> Capture | None:
        asked.append(url)
        return capture(kept[url], "image/png") if url in kept else None

    html = "<img src=/1.png><img src=2.png><img src=/3.png><img src=/1.png>"
    monkeypatch.setattr(served, "MAX_PICTURES", len(png(2, 2)) + 1)
    found = shown_page(capture(html.encode()), picture)

    data = base64.b64encode(png(2, 2))
    assert found.count(b"<img") == 4
    assert found.count(b'src="data:image/png;base64,' + data) == found.count(b"src=") == 1
    assert asked[:3] == [*kept, "https://a.example/3.png"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (png(1, 1), "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_one_by_its_bytes_whatever_its_server_called_it(
    body: bytes, kind: str
) -> None:
    assert picture_type(capture(body, "image/png")) == kind


@pytest.mark.parametrize(
    ("content_type", "page_or_not"),
    [
        ("text/html; charset=gbk", True),
        ("TEXT/HTML", True),
        ("application/xhtml+xml", True),
        ("", True),
        ("text/plain", False),
        ("image/svg+xml", False),
    ],
)
def test_a_page_is_one_by_its_type(content_type: str, *, page_or_not: bool) -> None:
    assert is_page(capture(b"<p>", content_type)) is page_or_not


def test_the_source_of_a_capture_is_what_its_bytes_say() -> None:
    assert source_of(capture("渡口".encode("gbk"), "text/html; charset=gbk")) == "渡口"
    assert source_of(capture(b"<p>caf\xe9", "text/html; charset=iso-8859-1")) == "<p>café"
