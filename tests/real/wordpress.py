"""https://wordpress.org with its block theme, on MariaDB, as Debian packages them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from tests.real.generators import MOST
from tests.real.stories import Story, picture
from tests.real.systems import MissingError, System, program, running

PACKAGED = Path("/usr/share/wordpress")
CONTROL = Path(__file__).with_name("wordpress.php")
CHANGED = "2025-03-14 20:00:00"
"""When the second edition is made, UTC."""

ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = __DIR__ . $path;
if ($path !== '/' && is_file($file)) { return false; }
if (is_dir($file) && is_file($file . '/index.php') && $path !== '/') { return false; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
"""What a web server in front of WordPress is told: what is no file is its own affair."""


class WordPress(System):
    """A site whose every page is made when it is asked for."""

    name = "wordpress"
    _editions = 0

    def install(self) -> None:
        """Find the packages. Raises `MissingError`."""
        self._php = program("php", "php-cli php-mysql")
        self._mariadb = program("mariadbd", "mariadb-server")
        self._make_database = program("mariadb-install-db", "mariadb-server")
        if not (PACKAGED / "wp-content/themes/twentytwentythree").is_dir():
            raise MissingError(
                "there is no WordPress: apt-get install wordpress "
                "wordpress-theme-twentytwentythree"
            )

    def path(self, story: Story) -> str:
        return f"/{story.day}/{story.slug}/"

    @property
    def _home(self) -> Path:
        return self.folder / "wordpress"

    @property
    def _host(self) -> str:
        return f"{self.name}.example:{self.port}"

    @contextmanager
    def _database(self) -> Iterator[None]:
        data, socket = self.folder / "database", self.folder / "sql"
        user = [f"--user={os.environ.get('USER', 'root')}"] if os.getuid() == 0 else []
        if not data.exists():
            make = [self._make_database, f"--datadir={data}", "--skip-test-db", *user]
            subprocess.run([*make, "--auth-root-authentication-method=normal"],
                           check=True, capture_output=True)  # fmt: skip
        serve = [self._mariadb, "--no-defaults", f"--datadir={data}", f"--socket={socket}",
                 "--skip-networking", "--skip-grant-tables", *user]  # fmt: skip
        with running(serve, None, cwd=self.folder):
            self._wait_for(socket)
            yield

    def _wait_for(self, socket: Path) -> None:
        client = [program("mariadb", "mariadb-client"), f"--socket={socket}", "-e",
                  "CREATE DATABASE IF NOT EXISTS quay CHARACTER SET utf8mb4"]  # fmt: skip
        for _ in range(100):
            done = subprocess.run(client, capture_output=True, text=True, check=False)
            if not done.returncode:
                return
            subprocess.run(["sleep", "0.2"], check=True)
        raise AssertionError(done.stderr)

    def publish(self, stories: Sequence[Story]) -> None:
        with self._database():
            if not self._home.exists():
                self._set_up()
                self._told("install")
            told: dict[str, Any] = {
                "most": MOST,
                "changed": CHANGED if self._editions else "",
                "stories": [_told(story) for story in stories],
            }
            self._told(text=json.dumps(told))
            self._editions += 1
        pictures = self._home / "wp-content/uploads"
        pictures.mkdir(parents=True, exist_ok=True)
        for story in stories:
            if story.picture:
                (pictures / f"{story.picture}.png").write_bytes(picture(story.picture))

    def _set_up(self) -> None:
        shutil.copytree(PACKAGED, self._home, ignore_dangling_symlinks=True,
                        ignore=shutil.ignore_patterns(".htaccess"))  # fmt: skip
        names = ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")
        keys = [f"{name}_{kind}" for name in names for kind in ("KEY", "SALT")]
        values = {
            "DB_NAME": "quay", "DB_USER": "root", "DB_PASSWORD": "",
            "DB_HOST": f"localhost:{self.folder / 'sql'}", "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "WP_HOME": self.site, "WP_SITEURL": self.site, **dict.fromkeys(keys, "a test"),
        }  # fmt: skip
        lines = "".join(f"define({name!r}, {value!r});\n" for name, value in values.items())
        (self._home / "wp-config.php").write_text(
            f"<?php\n{lines}define('WP_HTTP_BLOCK_EXTERNAL', true);\n"
            "define('DISABLE_WP_CRON', true);\n$table_prefix = 'wp_';\n"
            "if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');\n"
            "require_once ABSPATH . 'wp-settings.php';\n",
            "utf-8",
        )
        (self._home / "router.php").write_text(ROUTER, "utf-8")

    def _told(self, *arguments: str, text: str = "") -> None:
        env = {**os.environ, "WORDPRESS": str(self._home), "SITE_HOST": self._host}
        done = subprocess.run(
            [self._php, CONTROL, *arguments],
            input=text, capture_output=True, text=True, env=env, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    @contextmanager
    def serving(self) -> Iterator[None]:
        serve = [self._php, "-S", f"127.0.0.1:{self.port}", "-t", str(self._home), "router.php"]
        env = {"PHP_CLI_SERVER_WORKERS": "4"}
        url = f"http://127.0.0.1:{self.port}/readme.html"
        with self._database(), running(serve, url, cwd=self._home, env=env):
            yield


def _told(story: Story) -> dict[str, Any]:
    paragraphs = [f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->"
                  for text in story.body]  # fmt: skip
    if story.picture:
        paragraphs.insert(1, (
            '<!-- wp:image -->\n<figure class="wp-block-image"><img '
            f'src="/wp-content/uploads/{story.picture}.png" alt=""/>'
            f'<figcaption class="wp-element-caption">{story.caption}</figcaption></figure>\n'
            "<!-- /wp:image -->"
        ))  # fmt: skip
    return {
        "slug": story.slug,
        "headline": story.headline,
        "section": story.section,
        "tags": list(story.tags),
        "author": story.author,
        "gmt": f"{story.published.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "content": "\n\n".join(paragraphs),
    }
