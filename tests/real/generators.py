"""Sites as generators of static files make them, with the themes that they come with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.real.stories import Story, picture
from tests.real.systems import StaticSystem, from_pypi, program, told

HUGO_THEME = Path(__file__).with_name("hugo")
"""Templates as a small theme has them: https://gohugo.io/templates/internal/ for the head."""

MOST = 5
"""Stories on a page of a list: there is more than one page."""


def figure(story: Story, folder: str) -> str:
    """Return the picture of a story with its caption, in HTML; empty where it has none."""
    if not story.picture:
        return ""
    return (
        f'<figure><img src="{folder}/{story.picture}.png" alt="">'
        f"<figcaption>{story.caption}</figcaption></figure>\n\n"
    )


def markdown(story: Story, folder: str) -> str:
    """Return what a story says, in Markdown: the picture below the first paragraph."""
    first, *others = story.body
    return f"{first}\n\n{figure(story, folder)}" + "\n\n".join(others) + "\n"


def _pictures(stories: Sequence[Story], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for story in stories:
        if story.picture:
            (folder / f"{story.picture}.png").write_bytes(picture(story.picture))


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Pelican(StaticSystem):
    """https://getpelican.com, with its default theme."""

    name = "pelican"

    def install(self) -> None:
        self._bin = from_pypi("pelican", "markdown")

    def path(self, story: Story) -> str:
        return f"/{story.slug}{'' if story.language == 'en' else '-' + story.language}.html"

    def build(self, stories: Sequence[Story]) -> None:
        content = _emptied(self.folder / "content")
        _pictures(stories, content / "images")
        for story in stories:
            head = {
                "Title": story.headline,
                "Date": story.published.isoformat(),
                "Category": story.section,
                "Tags": ", ".join(story.tags),
                "Author": story.author,
                "Slug": story.slug,
                "Lang": story.language,
            }
            lines = "".join(f"{name}: {value}\n" for name, value in head.items())
            text = markdown(story, "/images")
            (content / f"{story.slug}.md").write_text(f"{lines}\n{text}", "utf-8")
        settings = (
            f"SITENAME = 'The Quay'\nSITEURL = {self.site!r}\nPATH = 'content'\n"
            "TIMEZONE = 'Europe/Berlin'\nDEFAULT_LANG = 'en'\nAUTHOR = 'The Quay'\n"
            f"DEFAULT_PAGINATION = {MOST}\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
            "CATEGORY_FEED_ATOM = 'feeds/{slug}.atom.xml'\n"
            "LINKS = (('Pelican', 'https://getpelican.example/'),)\n"
        )
        (self.folder / "pelicanconf.py").write_text(settings, "utf-8")
        told(
            [self._bin / "pelican", "content", "-o", "public", "-s", "pelicanconf.py"], self.folder
        )


class Nikola(StaticSystem):
    """https://getnikola.com, as ``nikola init`` sets it up."""

    name = "nikola"
    untold = frozenset({"articleSection"})

    def install(self) -> None:
        self._bin = from_pypi("nikola", "markdown")

    def path(self, story: Story) -> str:
        return f"/posts/{story.slug}/"

    def build(self, stories: Sequence[Story]) -> None:
        site = self.folder / "site"
        shutil.rmtree(site, ignore_errors=True)
        told([self._bin / "nikola", "init", "-q", site], self.folder)
        _pictures(stories, site / "images")
        for story in stories:
            head = {
                "title": story.headline,
                "slug": story.slug,
                "date": story.published.isoformat(" "),
                "category": story.section,
                "tags": ", ".join(story.tags),
                "author": story.author,
                "type": "text",
            }
            lines = "".join(f".. {name}: {value}\n" for name, value in head.items())
            post = f"<!--\n{lines}-->\n\n{markdown(story, '/images')}"
            (site / "posts" / f"{story.slug}.md").write_text(post, "utf-8")
        with (site / "conf.py").open("a", encoding="utf-8") as settings:
            settings.write(
                f"\nSITE_URL = BASE_URL = '{self.site}/'\nBLOG_TITLE = 'The Quay'\n"
                "TIMEZONE = 'Europe/Berlin'\nBLOG_AUTHOR = 'The Quay'\n"
                f"INDEX_DISPLAY_POST_COUNT = {MOST}\nOUTPUT_FOLDER = '../public'\n"
                "POSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\nPAGES = ()\n"
                "COMPILERS = {'markdown': ('.md',)}\nUSE_BUNDLES = False\n"
            )
        told([self._bin / "nikola", "build"], site)


class Jekyll(StaticSystem):
    """https://jekyllrb.com, as ``jekyll new`` sets it up: minima, feed, seo-tag, sitemap."""

    name = "jekyll"
    untold = frozenset({"articleSection", "keywords"})

    def install(self) -> None:
        self._program = program("jekyll", "jekyll jekyll-theme-minima ruby-jekyll-feed "
                                "ruby-jekyll-seo-tag ruby-jekyll-sitemap")  # fmt: skip

    def path(self, story: Story) -> str:
        return f"/{story.day}/{story.slug}.html"

    def build(self, stories: Sequence[Story]) -> None:
        source = _emptied(self.folder / "source")
        _pictures(stories, source / "images")
        (source / "_posts").mkdir()
        for story in stories:
            head: dict[str, Any] = {
                "layout": "post",
                "title": story.headline,
                "date": story.published.isoformat(" "),
                "section": story.section,
                "tags": list(story.tags),
                "author": story.author,
                "lang": story.language,
            }
            lines = _yaml(head)
            post = f"---\n{lines}---\n{markdown(story, '/images')}"
            (source / "_posts" / f"{story.published:%Y-%m-%d}-{story.slug}.md").write_text(
                post, "utf-8"
            )
        (source / "index.markdown").write_text("---\nlayout: home\n---\n", "utf-8")
        settings = {
            "title": "The Quay",
            "url": self.site,
            "description": "News of the harbour and the town.",
            "theme": "minima",
            "plugins": ["jekyll-feed", "jekyll-seo-tag", "jekyll-sitemap"],
            "timezone": "Europe/Berlin",
            "permalink": "/:year/:month/:day/:title.html",
        }
        (source / "_config.yml").write_text(_yaml(settings), "utf-8")
        env = {"LANG": "C.UTF-8", "BUNDLE_GEMFILE": ""}
        told([self._program, "build", "-q", "-s", source, "-d", self.public], source, env)


def _yaml(values: dict[str, Any]) -> str:
    """Return values as YAML, of which JSON is a part."""
    return "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()
    )


class Hugo(StaticSystem):
    """https://gohugo.io, a site in all languages, with its own templates for what pages say."""

    name = "hugo"

    def install(self) -> None:
        self._program = program("hugo", "hugo")

    def path(self, story: Story) -> str:
        prefix = "" if story.language == "en" else f"/{story.language.lower()}"
        return f"{prefix}/posts/{story.slug}/"

    def build(self, stories: Sequence[Story]) -> None:
        source = _emptied(self.folder / "source")
        _pictures(stories, source / "static/images")
        for story in stories:
            head = {
                "title": story.headline,
                "date": story.published.isoformat(),
                "slug": story.slug,
                "categories": [story.section],
                "tags": list(story.tags),
                "authors": [story.author],
            }
            file = source / "content/posts" / f"{story.slug}.{story.language.lower()}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            shown = markdown(story, "/images")
            file.write_text(
                f"{json.dumps(head, ensure_ascii=False, indent=1)}\n\n{shown}", "utf-8"
            )
        languages = sorted({story.language for story in stories})
        settings = {
            "baseURL": f"{self.site}/",
            "title": "The Quay",
            "defaultContentLanguage": "en",
            "timeZone": "Europe/Berlin",
            "paginate": MOST,
            "taxonomies": {"category": "categories", "tag": "tags", "author": "authors"},
            "markup": {"goldmark": {"renderer": {"unsafe": True}}},
            "languages": {
                each.lower(): {"languageName": each, "languageCode": each} for each in languages
            },
        }
        (source / "config.json").write_text(json.dumps(settings), "utf-8")
        shutil.copytree(HUGO_THEME, source / "layouts" / "_default")
        told([self._program, "--quiet", "-d", self.public], source)
