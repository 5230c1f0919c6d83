"""The viewer in a real browser: Debian's Chromium, driven by Playwright.

What the browser asked for is counted at two places: by the browser itself, and by a machine of
the test's own (loopback, another port) to which a hostile archive tries to lead it.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.serving import make_server

from crawler.model import Edit, Image
from crawler.view.app import Viewed, make_app
from crawler.view.index import Indexer
from crawler.view.report_file import report_file
from tests.crawling import PROSE, response
from tests.view.looking import page
from tests.view.newsroom import Newsroom, png

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here: apt install chromium"),
]

FERRY, DUHE = "https://www.quay.example/ferry", "https://www.beiling.example/duhe"
HOSTILE = "https://www.evil.example/1"


class Spy:
    """A machine that notes whoever connects to it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.asked: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                met, _ = self._socket.accept()
            except OSError:
                return
            met.settimeout(2)
            with met, contextlib.suppress(OSError):
                self.asked.append(b"connected")
                self.asked[-1] = met.recv(4096)
                met.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nspy\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def spy() -> Iterator[Spy]:
    made = Spy()
    yield made
    made.close()


def hostile_page(port: int) -> bytes:
    """Return a page that tries to run, to be known of, and to lead away."""
    spy = f"http://127.0.0.1:{port}"
    text = "".join(f"<p>{each}</p>" for each in PROSE)
    return response(f"""<!doctype html><html lang=en><head><title>Ferry returns</title>
<base href="{spy}/base/"><meta http-equiv=refresh content="0;url={spy}/refresh">
<link rel=preconnect href="{spy}"><link rel=dns-prefetch href="{spy}">
<link rel="pre&#99;onnect" href="{spy}/entity"><LINK REL=PREFETCH HREF="{spy}/prefetch">
<link rel=preload as=image href="{spy}/preload"><link rel=stylesheet href="{spy}/style.css">
<link rel=icon href="{spy}/icon"><link rel=manifest href="{spy}/manifest">
<style>@import url({spy}/import.css); @font-face{{font-family:x;src:url({spy}/font)}}
body{{background:url({spy}/background);font-family:x}}</style>
<script>top.document.title='owned'; top.location='{spy}/top'; fetch('{spy}/fetch');</script>
<script src="{spy}/script.js"></script></head>
<body onload="document.title='ran';new Image().src='{spy}/onload'" background="{spy}/bg2">
<article><h1>Ferry returns</h1>{text}
<img src="{spy}/img" srcset="{spy}/srcset 2x" onerror="fetch('{spy}/onerror')">
<img src=x onerror="document.body.innerHTML='<h1>RAN</h1>'">
<picture><source srcset="{spy}/source"><img src="{spy}/picture"></picture>
<svg><script>parent.postMessage('ran','*')</script><image href="{spy}/svg"/>
<use href="{spy}/use#x"/><a href="{spy}/svglink"><text y=20>svg link</text></a></svg>
<iframe src="{spy}/frame" srcdoc="<script>parent.x=1</script>"></iframe>
<object data="{spy}/object"></object><embed src="{spy}/embed">
<video src="{spy}/video" poster="{spy}/poster" autoplay></video>
<audio src="{spy}/audio" autoplay></audio>
<form id=f action="{spy}/form" target=_top><input name=a autofocus>
<button id=send>Send</button></form>
<a id=away href="{spy}/link" target=_top ping="{spy}/ping">away</a>
<a id=script href="javascript:top.document.title='owned'">script</a>
<table background="{spy}/table"><tr><td>x</td></tr></table>
<p style="background:url({spy}/inline)">styled</p>
<template><script>fetch('{spy}/template')</script></template>
<noscript><img src="{spy}/noscript"><style>*{{color:red}}</style></noscript>
<math><mtext><table><mglyph><style><!--</style>
<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
</article></body></html>""")


def hostile_text(port: int) -> str:
    spy = f"http://127.0.0.1:{port}"
    return (
        f"</bdi></h1><script>fetch('{spy}/title')</script>"
        f"<img src={spy}/titleimg onerror=alert(1)>"
        "\"'><svg onload=document.title='ran'>\u202e}}{{7*7}}\u2066 \u202dLRO"
    )


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory, spy: Spy) -> Iterator[str]:
    """Serve an archive with stories, versions, pictures and one that means harm."""
    made = Newsroom(tmp_path_factory.mktemp("browser") / "archive")
    picture = "https://www.quay.example/a.png"
    data = png(300, 200)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(data)}\r\n\r\n"
    kept = {picture: head.encode() + data}
    shown = (
        "<figure><img src=/a.png width=800 height=600><figcaption>It lands.</figcaption></figure>"
    )
    made.story(FERRY, page("Ferry returns", more=shown), kept)
    said = (
        "雨季提前三天到来，渡口的水位涨了一米二，渡船九点开出。"
        "码头上站满了等着过江的人，比往常晚了一个小时。"
    )
    made.story(DUHE, page("清滩渡口恢复通航", said))
    text = hostile_text(spy.port)
    made.report(stored=2, failed=1, reasons={f"failed/{text}": 1}, error=text,
                sites={text: {"stored": 1}})  # fmt: skip
    made.next_run(timedelta(hours=3))
    later = PROSE[0].replace("Monday", "Tuesday")
    made.story(FERRY, page("Ferry returns", later, *PROSE[1:], more=shown), kept)
    for _ in range(2):
        article = made.story(HOSTILE, hostile_page(spy.port))
        made.story(
            HOSTILE, hostile_page(spy.port), headline=text, kicker=text, license=text,
            image=(Image(f"http://127.0.0.1:{spy.port}/kept", text, text, 0),),
            article_body=(text, *article.article_body), dateline=text,
            provenance=article.edited([Edit(text, "kicker", None, text)]).provenance,
        )  # fmt: skip
    made.withdrawn(HOSTILE, text)
    made.taken_down(HOSTILE + "x", text)
    made.report(stored=1, version=3)
    index = made.root.with_name("index")
    indexer = Indexer(made.root, index)
    indexer.update()
    indexer.close()
    server = make_server("127.0.0.1", 0, make_app(Viewed(made.root, index)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


class Look:
    """A window, and what it asked for."""

    def __init__(self, browser: Any, **more: Any) -> None:
        self._context = browser.new_context(**more)
        self.page = self._context.new_page()
        self.asked: list[str] = []
        self.failed: list[tuple[str, str]] = []
        """What was not asked after all, and why: ``csp`` where the policy forbade it."""

        self.faults: list[str] = []
        self.page.set_default_timeout(20_000)
        self._context.on("request", lambda request: self.asked.append(request.url))
        self._context.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self._context.on(
            "requestfailed",
            lambda request: self.failed.append((request.url, request.failure or "")),
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def look(browser: Any) -> Iterator[Look]:
    window = Look(browser)
    yield window
    window.close()


def test_pages_load_and_search_finds_and_a_difference_shows(viewer: str, look: Look) -> None:
    window = look.page
    window.goto(viewer)
    window.get_by_role("link", name="Ferry returns").first.click()
    assert window.locator("h1").inner_text() == "Ferry returns"
    assert window.evaluate("document.images[0].naturalWidth") == 300

    window.get_by_role("link", name="Versions (2)").click()
    assert window.locator("del").all_inner_texts() == ["Monday"]
    assert window.locator("ins").all_inner_texts() == ["Tuesday"]

    window.get_by_role("search").get_by_role("searchbox").fill("渡口")
    window.get_by_role("search").get_by_role("button").click()
    assert window.locator("ol.hits li").count() == 1
    assert window.locator("ol.hits mark").first.inner_text() == "渡口"
    window.locator("ol.hits a").first.click()
    assert window.locator("h1").inner_text() == "清滩渡口恢复通航"

    window.goto(f"{viewer}/runs")
    assert window.locator("svg.chart rect").count() >= 2
    assert {url.partition("/")[0] + "//" + url.split("/")[2] for url in look.asked} == {viewer}
    assert look.faults == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window_and_its_colours_are_those_of_the_reader(
    viewer: str, browser: Any, width: int, scheme: str
) -> None:
    window = Look(
        browser, viewport={"width": width, "height": 800}, color_scheme=scheme,
        java_script_enabled=True,
    )  # fmt: skip
    story = quote(FERRY, safe="")
    paths = ["/", "/days", "/sites", "/runs", "/gone", "/about", "/search?q=ferry"]
    paths += [f"/story{name}?url={story}"
              for name in ("", "/edits", "/compare", "/capture", "/record")]  # fmt: skip

    for path in paths:
        window.page.goto(viewer + path)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, path
        paper = window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        level = sum(map(int, paper.removeprefix("rgb(").removesuffix(")").split(", "))) / 3
        assert (level > 128) is (scheme == "light"), path
        # Fonts differ by a third in width, and readers enlarge them: every field gives way.
        window.page.evaluate("document.documentElement.style.fontSize = '150%'")
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, path
    window.close()


def test_a_page_works_without_scripts(viewer: str, browser: Any) -> None:
    window = Look(browser, java_script_enabled=False)
    window.page.goto(viewer)
    window.page.get_by_role("link", name="Ferry returns").first.click()

    assert window.page.locator("h1").inner_text() == "Ferry returns"
    window.close()


def test_an_archive_that_means_harm_does_nothing(viewer: str, look: Look, spy: Spy) -> None:
    window = look.page
    url = quote(HOSTILE, safe="")
    paths = ["/", "/sites", "/site/evil.example", "/runs", "/gone", "/about", "/search?q=ferry",
             "/search?q=" + quote(hostile_text(spy.port))]  # fmt: skip
    paths += [f"/story{name}?url={url}"
              for name in ("", "/edits", "/compare", "/record", "/source")]  # fmt: skip
    window.goto(f"{viewer}/runs")
    paths += [each.get_attribute("href") for each in window.locator("tbody th a").all()]
    spy.asked.clear()
    for path in paths:
        window.goto(viewer + path)
        window.wait_for_timeout(100)
        assert window.evaluate("document.scripts.length") == 0, path
        assert window.title() != "ran", path
        assert (
            window.locator("main img[src*='titleimg'], main svg:not(.chart):not(.key svg)").count()
            == 0
        )
        assert window.evaluate("getComputedStyle(document.body).direction") == "ltr"

    assert spy.asked == []
    assert look.faults == []
    assert {request.split("/")[2] for request in look.asked} == {viewer.split("/")[2]}


def test_a_capture_that_means_harm_does_nothing(viewer: str, look: Look, spy: Spy) -> None:
    window = look.page
    spy.asked.clear()
    said: list[str] = []
    window.expose_function("tell", lambda text: said.append(text))  # noqa: PLW0108 Playwright marks it
    window.add_init_script("window.addEventListener('message', event => tell(String(event.data)))")
    window.goto(f"{viewer}/story/capture?url={quote(HOSTILE, safe='')}")
    window.wait_for_timeout(1500)
    address = window.url
    [frame] = [each for each in window.frames if each != window.main_frame]
    inside = frame.locator("body")

    assert inside.locator("h1").all_inner_texts() == ["Ferry returns"]
    assert frame.evaluate("document.title") != "ran"
    assert (
        frame.locator("script, iframe, object, embed, base, link, meta[http-equiv]").count() == 0
    )
    assert frame.evaluate("self.origin") == "null"
    for name in ("away", "script", "send"):
        inside.get_by_text(
            {"away": "away", "script": "script", "send": "Send"}[name], exact=True
        ).click(force=True)
        window.wait_for_timeout(200)
    window.wait_for_timeout(500)

    assert window.url == address
    assert "owned" not in window.title()
    assert said == []
    assert spy.asked == []
    assert look.faults == []
    elsewhere = {url for url in look.asked if not url.startswith((viewer, "data:"))}
    assert elsewhere == {url for url, why in look.failed if why == "csp"}


def test_what_the_policy_stops_is_stopped_even_if_nothing_is_taken_out(
    viewer: str, look: Look, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame's policy and its sandbox hold by themselves; but for hints to connect."""
    bare = hostile_page(spy.port).partition(b"\r\n\r\n")[2]
    hints = (b"<link rel=preconnect", b"<link rel=dns-prefetch", b'<link rel="pre&#99;onnect"')
    for hint in hints:
        bare = bare.replace(hint, b"<link rel=none")
    monkeypatch.setattr("crawler.view.pages.shown_page", lambda *_: bare)
    spy.asked.clear()

    window = look.page
    window.goto(f"{viewer}/story/capture?url={quote(HOSTILE, safe='')}")
    window.wait_for_timeout(1500)
    address = window.url
    frame = window.frames[-1]
    for name in ("#away", "#script", "#send"):
        with contextlib.suppress(sync_api.Error):
            frame.locator(name).click(force=True, timeout=1000)
        window.wait_for_timeout(200)

    assert spy.asked == []
    assert window.url == address
    assert "owned" not in window.title()
    assert frame.evaluate("document.title") != "ran"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_file_of_a_report_shows_its_plots_and_asks_for_nothing(
    tmp_path: Path, browser: Any, spy: Spy, width: int
) -> None:
    made, text = Newsroom(tmp_path / "archive"), hostile_text(spy.port)
    for n in range(40):
        at = (made.at - timedelta(minutes=20 + n)).isoformat()
        made.story(f"{FERRY}{n}", page("Ferry returns"), date_published=at)
        made.report(stored=n, failed=1, reasons={"failed/timeout": 1, f"failed/{text}": 2},
                    sites={text: {"stored": 1}}, error=text, alarms=[{"text": text}])  # fmt: skip
        made.next_run(timedelta(hours=6))
    out = tmp_path / "runs.html"
    reports = [json.loads(path.read_bytes()) for path in sorted((made.root / "reports").iterdir())]
    out.write_text(report_file(made.root, reports), "utf-8")
    spy.asked.clear()
    window = Look(browser, viewport={"width": width, "height": 800}, color_scheme="dark")
    told: list[str] = []
    window.page.on("console", lambda message: told.append(message.text))

    window.page.goto(out.as_uri())

    assert window.page.locator("svg.chart").count() == 3
    box = window.page.locator("svg.chart rect.s1").last.bounding_box()
    assert box
    assert box["height"] > 20
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert window.page.evaluate(paper) == "rgb(22, 21, 19)"
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.page.evaluate("document.scripts.length") == 0
    assert (window.asked, window.faults, told, spy.asked) == ([out.as_uri()], [], [], [])
    window.close()


def test_the_spy_notes_whoever_comes(look: Look, spy: Spy) -> None:
    spy.asked.clear()
    look.page.goto(f"http://127.0.0.1:{spy.port}/here")

    assert spy.asked[0].startswith(b"GET /here ")
