"""Sites are listed with their health, added by a look at them, and completed by a shell."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import crawler.sites
from crawler.commands.completion import script
from crawler.commands.sites import lines as shown
from crawler.commands.sites import profile
from crawler.extract import extract
from crawler.fixtures.learned_profile import Seen, learned, module_of, shape_of
from crawler.frontier.sources import links
from crawler.ledger.accounts import SiteHealth
from crawler.model import Capture
from crawler.site import Site
from crawler.sites import sites
from tests.crawling import PROSE, listing, response, run
from tests.serving import recording

DAY = "/2026/02/05"
NAMES = ("ferry-returns", "seals-on-the-mole", "tide-tables-changed", "swing-bridge-opens")


def page(name: str, *, inside: str = "div", number: int = 0) -> bytes:
    title = name.replace("-", " ").capitalize()
    text = "".join(f"<p>{line} ({name})</p>" for line in PROSE)
    return response(
        f'<!doctype html><html lang="en"><head><title>{title} - The Quay</title>'
        '<meta property="og:site_name" content="The Quay"></head><body>'
        f'<nav><a href="/">Home</a></nav><main><h1 class="head x{number}">{title}</h1>'
        f'<{inside} class="story-text story-{number}" id="story-{number}">{text}</{inside}>'
        '<div class="more"><a href="/2026/02/05/other">Another</a></div></main></body></html>'
    )


def paper() -> dict[str, bytes]:
    paths = [f"{DAY}/{name}" for name in NAMES]
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    sections = "<nav><a href=/harbour/>Harbour</a><a href=/town/>Town</a></nav>"
    stories = zip(paths, enumerate(NAMES), strict=True)
    return {
        "/robots.txt": response("", "text/plain"),
        "/": listing(*paths, head=head, after=sections),
        **{path: page(name, number=n) for path, (n, name) in stories},
    }


def capture_of(path: str, answer: bytes) -> Capture:
    body = answer.partition(b"\r\n\r\n")[2]
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    at = datetime(2026, 2, 6, tzinfo=UTC)
    return Capture(url=f"https://quay.example{path}", fetched_at=at, body=body, headers=kind)


def look(pages: dict[str, bytes]) -> Site:
    front = capture_of("/", pages["/"])
    stories = [capture_of(path, pages[path]) for path in pages if path.startswith(DAY)]
    listed = links(front.body, front.url, front.content_type)
    return learned(Seen(front.url, listed, [(each, extract(each)) for each in stories]))


def test_a_profile_says_what_the_stories_of_a_site_agree_on() -> None:
    site = look(paper())

    assert (site.name, site.publisher, site.domains) == (
        "quay_example",
        "The Quay",
        ("quay.example",),
    )
    assert site.language == "en"
    assert site.article_url == r"^/\d{4}/\d{2}/\d{2}/[\w%.-]+$"
    [layout] = site.layouts
    assert (layout.body, layout.headline) == ("div.story-text", "h1.head")
    assert "https://quay.example/harbour/" in [source.url for source in site.sources]


def test_where_stories_are_built_in_two_ways_there_is_no_layout() -> None:
    pages = paper()
    pages[f"{DAY}/{NAMES[0]}"] = page(NAMES[0], inside="section").replace(b"story-text", b"body")

    site = look(pages)

    assert site.layouts == ()


def test_a_shape_that_lists_have_as_well_is_not_written_down() -> None:
    pages = paper()
    pages["/"] = pages["/"].replace(b"/harbour/", b"/2026/02/05/harbour-news")

    site = look(pages)

    listed = [source.url for source in site.sources]
    assert site.article_url is None or "https://quay.example/2026/02/05/harbour-news" not in listed


def test_a_module_that_is_written_is_the_profile() -> None:
    site = look(paper())
    namespace: dict[str, object] = {}

    exec(module_of(site), namespace)

    assert namespace["SITE"] == site


@pytest.mark.parametrize(
    ("paths", "shape"),
    [
        (["/a/1", "/a/22"], r"/a/\d+"),
        (["/a/2026", "/b/2027"], r"/[\w-]+/\d{4}"),
        (["/news/x.html", "/news/y.html"], r"/news/[\w%.-]+\.html"),
        (["/news/x.html", "/news/y.php"], r"/news/[\w%.-]+"),
    ],
)
def test_a_shape_leaves_open_what_differs(paths: list[str], shape: str) -> None:
    assert shape_of(paths) == shape


@pytest.fixture
def known() -> Iterator[None]:
    before = list(crawler.sites.__path__)
    yield
    crawler.sites.__path__[:] = before
    sites.cache_clear()


@pytest.mark.long
def test_a_site_is_added_with_a_fixture_that_proves_it(tmp_path: Path, known: None) -> None:
    del known
    with recording(paper()) as site:
        command = (
            "add-site", f"{site.url}/", "--name", "quay", "--sites", tmp_path / "profiles",
            "--fixtures", tmp_path / "fixtures",
        )  # fmt: skip
        done = run(*map(str, command), archive=tmp_path / "none")
        again = run(*map(str, command), archive=tmp_path / "none")

    assert done.returncode == 0, done.stderr
    assert sorted(site.asked[:6]) == sorted(["/robots.txt", "/", *(f"{DAY}/{n}" for n in NAMES)])
    [expected] = (tmp_path / "fixtures" / "quay").glob("*/article.json")
    record = json.loads(expected.read_text())
    assert record["provenance"]["site"] == "quay"
    assert record["provenance"]["layout"] == "learned"
    assert len(record["articleBody"].split("\n")) == len(PROSE)
    crawler.sites.__path__.append(str(tmp_path / "profiles"))
    importlib.invalidate_caches()
    sites.cache_clear()
    assert sites()["quay"].publisher == "The Quay"
    assert again.returncode != 0
    assert "stands there already" in again.stderr


@pytest.mark.long
def test_a_site_without_stories_is_refused_in_one_line(tmp_path: Path) -> None:
    with recording({"/": response("<p>Closed.</p>")}) as site:
        done = run("add-site", f"{site.url}/", "--sites", str(tmp_path), archive=tmp_path / "none")

    assert done.returncode != 0
    assert "shows 0 stories" in done.stderr
    assert not [*tmp_path.glob("*.py")]
    assert "Traceback" not in done.stderr


def test_every_profile_is_listed_with_its_layouts_and_fixtures() -> None:
    told = [profile(site) for site in sites().values()]

    text = "\n".join(shown(told, []))

    assert "beiling: 北岭新闻网, beiling.example" in text
    assert "layouts: tables, columns; 10 fixtures" in text


def test_a_site_is_listed_with_its_health() -> None:
    well = SiteHealth("quay.example", 20, 12, 1, 2, 3, 1770280200.0, 1770280300.0, 0.0, ())
    ill = SiteHealth("mole.example", 20, 12, 1, 2, 3, None, None, 0.0, ("no story for 9 days",))
    resting = SiteHealth("pier.example", 2, 0, 0, 2, 0, None, None, 1770280200.0, ())

    text = "\n".join(shown([], [well, ill, resting]))

    assert "quay.example: well" in text
    assert "last new story 2026-02-05 08:30:00Z" in text
    assert "mole.example: calls for a look" in text
    assert "LOOK no story for 9 days" in text
    assert "pier.example: left alone until 2026-02-05 08:30:00Z" in text


OPTIONS = {"crawl": ["--help"], "check-archive": ["--mend", "--moved-away"], "sites": ["--json"]}
TYPED = [
    (["scrapy", "c"], {"crawl", "check-archive"}),
    (["scrapy", "check-archive", "--mo"], {"--moved-away"}),
    (["scrapy", "crawl", ""], {"news", "replay"}),
    (["scrapy", "crawl", "news", "-a", "site"], {"site=", "sites=", "site=quay", "site=xrm-ry"}),
    (["scrapy", "crawl", "news", "-a", "un"], {"until="}),
    (["scrapy", "nothing", "--x"], set()),
]


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize(("words", "proposed"), TYPED)
def test_a_shell_proposes_what_can_be_typed(words: list[str], proposed: set[str]) -> None:
    text = script("bash", OPTIONS, ["news", "replay"], ["quay", "x'; rm -r y"])
    typed = " ".join(f"'{word}'" for word in words)
    place = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}"
    ask = f'{place}; _scrapy_words; echo "${{COMPREPLY[@]}}"'

    done = subprocess.run(
        ["bash", "-c", f"{text}\n{ask}"], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) == proposed
    assert not done.stderr


@pytest.mark.long
def test_the_script_of_a_shell_knows_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "completion", "bash"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    for name in ("add-site", "check-archive", "completion", "read", "sites", "shell"):
        assert f"    {name}) words=" in done.stdout
    assert "--explain" in done.stdout
    assert "site=beiling" in done.stdout
