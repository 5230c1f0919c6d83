"""https://wagtail.org: the site that its tutorial has its readers build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.real.stories import HOME, Story, picture
from tests.real.systems import System, from_pypi, running, told

SITE = Path(__file__).with_name("wagtail_site")


class Wagtail(System):
    """Stories that stand in an index with their whole text, and say on which day they came out."""

    name = "wagtail"
    untold = frozenset({"articleSection", "keywords"})
    """Its tags are buttons, which are no text of a page."""

    tells_days = True

    def install(self) -> None:
        """Install the package. Raises `MissingError`."""
        self._python = from_pypi("wagtail") / "python"

    def path(self, story: Story) -> str:
        return f"/news/{story.slug}/"

    @property
    def _project(self) -> Path:
        return self.folder / "project"

    def publish(self, stories: Sequence[Story]) -> None:
        if not self._project.exists():
            self._set_up()
        given = json.dumps({"stories": [_told(story) for story in stories]})
        done = subprocess.run(
            [str(self._python), "publish.py"],
            input=given, cwd=self._project, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]

    def _set_up(self) -> None:
        self._project.mkdir()
        told([self._python.with_name("wagtail"), "start", "quay", "."], self._project)
        blog = self._project / "blog"
        (blog / "migrations").mkdir(parents=True)
        for file in (blog / "__init__.py", blog / "migrations/__init__.py"):
            file.touch()
        shutil.copy(SITE / "models.py-tpl", blog / "models.py")
        shutil.copy(SITE / "publish.py-tpl", self._project / "publish.py")
        shutil.copytree(SITE / "templates/blog", blog / "templates/blog")
        shutil.copytree(
            SITE / "templates/home", self._project / "home/templates/home", dirs_exist_ok=True
        )
        with (self._project / "quay/settings/base.py").open("a", encoding="utf-8") as settings:
            settings.write(
                "\nINSTALLED_APPS += ['blog']\nALLOWED_HOSTS = ['*']\n"
                "TIME_ZONE = 'Europe/Berlin'\n"
                f"WAGTAIL_SITE_NAME = 'The Quay'\nWAGTAILADMIN_BASE_URL = {self.site!r}\n"
            )
        for command in (["makemigrations", "-v0", "blog"], ["migrate", "-v0"]):
            told([self._python, "manage.py", *command], self._project)

    @contextmanager
    def serving(self) -> Iterator[None]:
        where = f"127.0.0.1:{self.port}"
        serve = [str(self._python), "manage.py", "runserver", "--noreload", where]
        with running(serve, f"http://{where}/", cwd=self._project, env=dict(os.environ)):
            yield


def _told(story: Story) -> dict[str, Any]:
    shown = picture(story.picture) if story.picture else b""
    return {
        "slug": story.slug,
        "headline": story.headline,
        "body": "".join(f"<p>{text}</p>" for text in story.body),
        "day": story.published.astimezone(HOME).date().isoformat(),
        "author": story.author,
        "tags": list(story.tags),
        "picture": b64encode(shown).decode(),
        "caption": story.caption,
    }
