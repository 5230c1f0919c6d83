"""`scrapy add-site URL`: a profile, and the fixture that proves it, learned from the site."""  # noqa: N999 as it is typed

from __future__ import annotations

import importlib
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.fetching import is_address, look_at
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import OneLine

if TYPE_CHECKING:
    from crawler.fixtures.learned_profile import Seen
    from crawler.model import Article, Capture, Exchange

STORIES = 5
"""Stories that are asked for."""

LARGEST_FIXTURE = 60_000
"""Bytes of a page that can be reviewed in git."""


class Command(OneLine, ScrapyCommand):
    """Write a profile and its first fixture."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Write a site's profile and its first fixture, by looking at the site"

    def long_desc(self) -> str:
        return (
            "URL is the front page, or a list of stories. It and up to five of its stories are "
            "fetched, politely and by robots.txt; what they agree on becomes "
            "crawler/sites/NAME.py: name, publisher, language, domains, feeds and lists, how the "
            "addresses of stories look, and a layout where there is one that reads all of them as "
            "the generic reader does. The smallest story becomes the fixture that proves it. "
            "Nothing that stands there already is written over. Both are for you to review: steps "
            "one to five of crawler/sites/README.md say how."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", help="name of the profile; else from the address")
        parser.add_argument("--sites", type=Path, help="folder of profiles to write to")
        parser.add_argument("--fixtures", type=Path, help="folder of fixtures to write to")

    def run(self, args: list[str], opts: Namespace) -> None:
        import crawler.sites
        from crawler.fixtures.learned_profile import learned, module_of
        from crawler.fixtures.story_fixture import fixtures_folder
        from crawler.frontier.urls import resolve
        from crawler.site import ANY_SITE

        url = resolve(None, args[0]) if len(args) == 1 and is_address(args[0]) else None
        if url is None:
            raise UsageError("say which site: the address of its front page", print_help=False)
        if (known := crawler.sites.site_of(url)) is not ANY_SITE:
            raise UsageError(f"{known.name} is its profile already", print_help=False)
        folder = opts.sites or Path(next(iter(crawler.sites.__path__)))
        if opts.name:
            _module(folder, opts.name)
        seen, pages = self._look(url)
        site = learned(seen)
        site = replace(site, name=opts.name or site.name)
        module = _module(folder, site.name)
        folder.mkdir(parents=True, exist_ok=True)
        module.write_text(module_of(site), "utf-8")
        _make_known(folder)
        root = opts.fixtures or fixtures_folder() or Path("fixtures")
        frozen = self._freeze(root / site.name, pages, seen)
        end_with_reader()
        show(f"{module}\n\n{module_of(site)}\n{frozen}")

    def _look(self, url: str) -> tuple[Seen, dict[str, list[Exchange]]]:
        """Return what a site shows, and how its stories came over the wire."""
        from crawler.extract import extract
        from crawler.fixtures.learned_profile import LEAST_STORIES, Seen
        from crawler.frontier.sources import links
        from crawler.model import NotAnArticle
        from crawler.site import ANY_SITE, Source
        from crawler.wire import capture_of

        assert self.crawler_process
        fetched = look_at(self.crawler_process, url, STORIES)
        if not fetched:
            raise UsageError(f"{url}: nothing was received", print_help=False)
        front, *rest = fetched
        capture = capture_of(front)
        listing = links(capture.body, capture.url, capture.content_type)
        stories: list[tuple[Capture, Article]] = []
        pages: dict[str, list[Exchange]] = {}
        passed: list[str] = []
        for exchanges in rest:
            page = capture_of(exchanges)
            try:
                stories.append((page, extract(page, ANY_SITE)))
            except NotAnArticle as verdict:
                passed.append(f"{verdict}: {page.url}")
                continue
            pages[page.url] = exchanges
        if len(stories) < LEAST_STORIES:
            why = f" (passed over: {'; '.join(passed)})" if passed else ""
            raise UsageError(
                f"{url} shows {len(stories)} stories that can be read: give a page with more{why}",
                print_help=False,
            )
        feeds = tuple(
            Source(link.url, "feed" if link.kind == "feed" else "sitemap")
            for link in listing.links
            if link.kind in {"feed", "sitemap"}
        )
        return Seen(capture.url, listing, stories, feeds), pages

    def _freeze(self, folder: Path, pages: dict[str, list[Exchange]], seen: Seen) -> str:
        """Write the first story that can be certified, the smallest page first; say what came."""
        from crawler.fixtures.story_fixture import NotFit, write_story

        by_size = sorted(seen.stories, key=lambda each: len(each[0].body))
        told = ""
        for n, (capture, _) in enumerate(by_size):
            if len(capture.body) > LARGEST_FIXTURE:
                told = told or f"{capture.url}: {len(capture.body)} bytes are too many to review"
                continue
            try:
                write_story(folder / f"story-{n + 1}", [pages[capture.url][-1]])
            except NotFit as why:
                told = told or f"{capture.url}: {why}"
                continue
            return (
                f"{folder / f'story-{n + 1}'}: look at article.json as an editor would, then run\n"
                "pytest tests/fixtures tests/test_sites.py"
            )
        self.exitcode = 1
        return f"No fixture: {told or 'no story'}. Freeze one with scrapy freeze URL."


def _module(folder: Path, name: str) -> Path:
    """Return where the profile of a site is written. Raises UsageError where it cannot be."""
    module = folder / f"{name}.py"
    if not name.isidentifier() or iskeyword(name) or module.exists():
        told = "stands there already" if module.exists() else "is no name of a module"
        raise UsageError(f"{module} {told}: choose another --name", print_help=False)
    return module


def _make_known(folder: Path) -> None:
    """Have the profiles of a folder be found, the new one with them."""
    import crawler.sites

    if str(folder) not in crawler.sites.__path__:
        crawler.sites.__path__.append(str(folder))
    importlib.invalidate_caches()
    crawler.sites.sites.cache_clear()
