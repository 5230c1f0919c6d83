"""The archive as an add-on of another project: what it switches on, and what it leaves alone."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object
from scrapy.utils.spider import DefaultSpider

from crawler.addon import NewsArchive
from crawler.archive.check import CheckTally, check
from crawler.archive.warc_reader import read_records
from crawler.settings import ITEM_PIPELINES
from crawler.spiders.news import NewsSpider
from crawler.spiders.replay import ReplaySpider
from tests.crawling import response, story
from tests.serving import recording

ROOT = Path(__file__).parents[1]
ADDONS = {"crawler.addon.NewsArchive": 300}

SETTINGS = """
BOT_NAME = "harbour"
SPIDER_MODULES = ["harbour.spiders"]
ADDONS = {"crawler.addon.NewsArchive": 300}
ITEM_PIPELINES = {"harbour.pipelines.Prices": 300}
ARCHIVE_DIR = "kept"
READ_WORKERS = 1
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
RETRY_TIMES = 0
LOG_LEVEL = "WARNING"
"""
PIPELINES = """
import json

class Prices:
    def process_item(self, item):
        with open("items.jsonl", "a") as file:
            file.write(json.dumps(dict(item)) + chr(10))
        return item
"""
SPIDER = """
import scrapy

class HarbourSpider(scrapy.Spider):
    name = "harbour"

    async def start(self):
        yield scrapy.Request(self.url)

    def parse(self, response):
        yield {"links": len(response.css("a"))}
        for each in response.css("main a::attr(href)").getall():
            callback = self.raises if "plain" in each else self.page
            yield response.follow(each, callback, errback=self.failed, meta=response.meta)

    def page(self, response):
        yield {"title": response.css("h1::text").get()}
        if "broken" in response.url:
            raise RuntimeError("raised in a generator")
        if "two" in response.url:
            yield response.request.replace(callback=self.again, dont_filter=True)

    def raises(self, response):
        raise RuntimeError("raised before anything")

    def again(self, response):
        return None

    def failed(self, failure):
        yield {"failed": failure.request.url.rpartition("/")[2]}
        if "gone" in failure.request.url:
            yield failure.request.replace(errback=None, dont_filter=True)
"""
LINKS = (
    "one.html", "two.html", "broken.html", "plain.html", "gone.html", "moved.html", "one.html",
)  # fmt: skip
FRONT = "<main>" + "".join(f"<a href='/{link}'>{link}</a>" for link in LINKS) + "</main>"
REFUSING = "http://127.0.0.1:1/"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /three.html\r\nContent-Length: 0\r\n\r\n"


def project_in(folder: Path) -> Path:
    files = {
        "scrapy.cfg": "[settings]\ndefault = harbour.settings\n",
        "harbour/__init__.py": "",
        "harbour/settings.py": SETTINGS,
        "harbour/pipelines.py": PIPELINES,
        "harbour/spiders/__init__.py": "",
        "harbour/spiders/own.py": SPIDER,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def scrapy(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("SCRAPY_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "scrapy", *args]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, check=False, text=True, timeout=120
    )


def lines(folder: Path, pattern: str) -> list[Any]:
    return [
        json.loads(line)
        for path in sorted(folder.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run a spider of another project's own, and then our ``news``, with the archive on."""
    folder = project_in(tmp_path_factory.mktemp("harbour"))
    pages = {
        "/": response(f"{FRONT}<main><a href='{REFUSING}'>closed</a></main>"),
        "/one.html": story("The ferry returns"),
        "/two.html": story("The quay is mended", "Two piles were replaced at the quay."),
        "/broken.html": story("The lighthouse is dark", "Its lamp waits for a part from abroad."),
        "/plain.html": story("A bell is found", "It hung in the old chapel until the fire."),
        "/gone.html": response("<h1>Not here</h1>", status="404 Not Found"),
        "/moved.html": MOVED,
        "/three.html": story("A new harbour master", "She takes over from her uncle in May."),
    }
    with recording(pages) as server:
        done = scrapy(folder, "crawl", "harbour", "-a", f"url={server.url}/")
        assert done.returncode == 0, done.stderr
        (folder / "stderr").write_text(done.stderr)
        done = scrapy(
            folder, "crawl", "news", "-a", f"url={server.url}/two.html", "-a", "limit=1",
            "-s", "ARCHIVE_DIR=news", "-s", "READ_WORKERS=1",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        yield folder


def test_each_article_that_an_own_spider_met_is_a_line(project: Path) -> None:
    found = lines(project, "kept/articles/*.jsonl")

    assert sorted(record["headline"] for record in found) == [
        "A bell is found", "A new harbour master", "The ferry returns", "The lighthouse is dark",
        "The quay is mended",
    ]  # fmt: skip


def test_all_that_was_served_is_in_the_warc_and_proven(project: Path) -> None:
    [warc] = (project / "kept/warc").iterdir()
    kept = Counter(
        record.fields["warc-target-uri"].rpartition("/")[2]
        for record in read_records(warc)
        if record.fields["warc-type"] in {"response", "revisit"}
    )

    assert kept == Counter({
        "": 1, "broken.html": 1, "gone.html": 2, "moved.html": 1, "one.html": 1,
        "plain.html": 1, "robots.txt": 1, "three.html": 1, "two.html": 2,
    })  # fmt: skip
    assert not [each for each in check([project / "kept"], CheckTally()) if each.wrong]


def test_the_receipt_accounts_for_every_address_of_an_own_spider(project: Path) -> None:
    [path] = (project / "kept/reports").iterdir()
    report = json.loads(path.read_text("utf-8"))

    assert report["balances"]
    assert (report["discovered"], report["stored"], report["pending"]) == (8, 5, 0)
    assert report["reasons"] == {
        "dropped/no-text": 1, "failed/http-404": 1, "failed/refused": 1,
    }  # fmt: skip


def test_the_own_items_go_through_the_own_pipeline_and_the_records_too(project: Path) -> None:
    items = lines(project, "items.jsonl")

    assert {"links": 8} in items
    assert {"failed": "gone.html"} in items
    assert {item["title"] for item in items if "title" in item} >= {"The ferry returns"}
    records = [item["headline"] for item in items if item.get("@type") == "NewsArticle"]
    assert sorted(records) == [
        "A bell is found", "A new harbour master", "The ferry returns", "The lighthouse is dark",
        "The quay is mended", "The quay is mended",
    ]  # fmt: skip


def test_an_error_of_the_own_spider_is_told_and_its_page_is_kept(project: Path) -> None:
    told = (project / "stderr").read_text()

    assert told.count("RuntimeError: raised in a generator") == 1
    assert told.count("RuntimeError: raised before anything") == 1


def test_the_news_spider_crawls_in_another_project(project: Path) -> None:
    [record] = lines(project, "news/articles/*.jsonl")

    assert record["headline"] == "The quay is mended"


def settings_of(spidercls: type[Spider], **theirs: Any) -> Settings:
    """Return the settings of a crawl in a project that has the add-on."""
    settings = Settings()
    settings.setdict({"ADDONS": ADDONS, **theirs}, priority="project")
    crawler = Crawler(spidercls, settings)
    crawler.addons.load_settings(crawler.settings)
    return crawler.settings


def path_of(component: Any) -> str:
    if isinstance(component, str):
        return component
    return f"{component.__module__}.{component.__qualname__}"


def components(settings: Settings, name: str) -> dict[str, int | None]:
    return {path_of(key): order for key, order in settings.getdict(name).items()}


THEIRS = "scrapy.pipelines.files.FilesPipeline"


@pytest.mark.parametrize("spidercls", [NewsSpider, ReplaySpider, Spider])
def test_every_pipeline_of_ours_stands_before_theirs(spidercls: type[Spider]) -> None:
    settings = settings_of(spidercls, ITEM_PIPELINES={THEIRS: 1})

    placed = components(settings, "ITEM_PIPELINES")
    ours = [placed.pop(path) for path in ITEM_PIPELINES]
    assert ours == sorted(order or 0 for order in ours)
    assert (ours[-1] or 0) < 0
    assert placed == {THEIRS: 1}


@pytest.mark.parametrize("name", ["EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"])
def test_our_spiders_have_the_same_around_them_in_every_project(name: str) -> None:
    here = Settings()
    here.setmodule("crawler.settings")

    there = settings_of(NewsSpider).get_component_priority_dict_with_base(name)
    ours = here.get_component_priority_dict_with_base(name)
    assert list(map(load_object, build_component_list(there))) == list(
        map(load_object, build_component_list(ours))
    )


OWN = {
    "ARCHIVE_DIR": "kept",
    "DOWNLOAD_DELAY": 7,
    "SCHEDULER": "harbour.Scheduler",
    "USER_AGENT": "harbour/1.0",
}


@pytest.mark.parametrize("name", OWN)
def test_what_the_project_sets_wins(name: str) -> None:
    assert settings_of(NewsSpider, **OWN)[name] == OWN[name]
    assert settings_of(NewsSpider)[name] != OWN[name]


def test_a_component_of_ours_that_the_project_switches_off_is_off() -> None:
    off = {"crawler.pipelines.HonourRights": None}
    settings = settings_of(NewsSpider, ITEM_PIPELINES=off)

    assert components(settings, "ITEM_PIPELINES")["crawler.pipelines.HonourRights"] is None


def test_a_handler_of_theirs_stays() -> None:
    settings = settings_of(Spider, DOWNLOAD_HANDLERS={"https": "harbour.Handler"})

    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    assert handlers == {"http": "crawler.download.WireHandler", "https": "harbour.Handler"}


def test_a_spider_of_their_own_asks_whom_it_likes_as_it_likes() -> None:
    mine, plain = settings_of(Spider), Settings()

    for name in ("SCHEDULER", "DOWNLOAD_DELAY", "USER_AGENT", "COOKIES_ENABLED", "RETRY_TIMES"):
        assert mine[name] == plain[name]


def test_a_replay_fetches_nothing_in_another_project_either() -> None:
    assert set(settings_of(ReplaySpider).getdict("DOWNLOAD_HANDLERS").values()) == {None}


def test_trying_an_address_out_opens_no_archive() -> None:
    assert not settings_of(DefaultSpider).getdict("ITEM_PIPELINES")


def test_holding_spiders_to_their_contracts_opens_no_archive(tmp_path: Path) -> None:
    done = scrapy(project_in(tmp_path), "check")

    assert "Ran 1 contract" in done.stderr
    assert done.returncode == 0
    assert not (tmp_path / "kept").exists()


def test_a_reactor_without_asyncio_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    reactor = "twisted.internet.selectreactor.SelectReactor"

    assert not settings_of(NewsSpider, TWISTED_REACTOR=reactor).getdict("ITEM_PIPELINES")
    assert "asyncio" in caplog.text


def test_the_readme_shows_the_line_that_switches_it_on() -> None:
    assert f"ADDONS = {json.dumps(ADDONS)}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.long
def test_the_feed_and_the_pipeline_that_the_readme_shows_stand_beside_ours(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    folder = project_in(tmp_path)
    settings = next(block for block in blocks if block.startswith("ITEM_PIPELINES"))
    (folder / "harbour/settings.py").write_text(SETTINGS + settings)
    (folder / "harbour/pipelines.py").write_text(
        next(block for block in blocks if block.startswith("class Desk"))
    )

    with recording({"/two.html": story("The quay is mended", "A tug helped.")}) as server:
        done = scrapy(
            folder, "crawl", "news", "-a", f"only={server.url}/two.html", "-O", "all.jsonl"
        )

    assert done.returncode == 0, done.stderr
    with (folder / "stories.csv").open() as file:
        [row] = csv.DictReader(file)
    [fed] = lines(folder, "all.jsonl")
    [kept] = lines(folder, "kept/articles/*.jsonl")
    assert (row["headline"], row["desk"]) == ("The quay is mended", "harbour")
    assert fed == {**fed, **{name: kept[name] for name in kept if name != "provenance"}}
    assert "desk" not in kept


def test_our_spiders_are_found_beside_theirs() -> None:
    settings = Settings({"ADDONS": ADDONS, "SPIDER_MODULES": ["tests.own"]})
    NewsArchive.update_pre_crawler_settings(settings)

    assert settings["SPIDER_MODULES"] == ["crawler.spiders", "tests.own"]
    settings["SPIDER_MODULES"].remove("tests.own")
    assert {"news", "replay"} <= set(SpiderLoader.from_settings(settings).list())
