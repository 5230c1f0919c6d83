"""https://www.mediawiki.org on SQLite, as Debian packages it: a site that shows how it is made."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.real.stories import Story
from tests.real.systems import MissingError, System, program, running, told

PACKAGED = Path("/usr/share/mediawiki")


class MediaWiki(System):
    """Stories as pages of a wiki, whose main page links to them all."""

    name = "mediawiki"

    def install(self) -> None:
        """Find the packages. Raises `MissingError`."""
        self._php = program("php", "php-cli php-sqlite3 php-mbstring php-xml php-intl")
        if not (PACKAGED / "maintenance/install.php").exists():
            raise MissingError("there is no MediaWiki: apt-get install mediawiki")

    def path(self, story: Story) -> str:
        return f"/index.php/{quote('_'.join(story.headline.split()), safe=',')}"

    @property
    def _home(self) -> Path:
        return self.folder / "wiki"

    def publish(self, stories: Sequence[Story]) -> None:
        shutil.copytree(PACKAGED, self._home, ignore_dangling_symlinks=True,
                        ignore=shutil.ignore_patterns("LocalSettings.php"))  # fmt: skip
        data = self.folder / "data"
        data.mkdir()
        told(
            [self._php, "maintenance/install.php", "--dbtype", "sqlite", "--dbpath", data,
             "--server", self.site, "--scriptpath", "", "--pass", "secret-of-a-test",
             "The Quay", "Editor"],
            self._home,
        )  # fmt: skip
        for story in stories:
            self._write(
                story.headline, "\n\n".join((*story.body, f"[[Category:{story.section}]]"))
            )
        self._write("Main Page", "\n".join(f"* [[{story.headline}]]" for story in stories))

    def _write(self, title: str, text: str) -> None:
        edit = [self._php, "maintenance/edit.php", "-u", "Editor", title]
        done = subprocess.run(
            edit, input=text, cwd=self._home, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]

    @contextmanager
    def serving(self) -> Iterator[None]:
        serve = [self._php, "-S", f"127.0.0.1:{self.port}", "-t", str(self._home)]
        url, workers = (
            f"http://127.0.0.1:{self.port}/composer.json",
            {"PHP_CLI_SERVER_WORKERS": "4"},
        )
        with running(serve, url, cwd=self._home, env=workers):
            yield
