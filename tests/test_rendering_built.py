"""Apps as they are built for the web, React and Vue by Vite, are read through a browser.

They are built in a folder of the test, with what npm brings; where that does not answer, skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import PROSE, lines, response, run
from tests.serving import recording
from tests.test_rendering import needs_browser

PACKAGES = {"vite": "^6", "react": "^19", "react-dom": "^19", "vue": "^3.5"}
HEADLINE = "The ferry is back after nine weeks"
DAY = "/2026/02/05"
PAGES = {
    "react": """
import React, {lazy, Suspense} from 'react';
import {createRoot} from 'react-dom/client';
import './style.css';
const Story = lazy(() => import('./Story.jsx'));
createRoot(document.getElementById('root')).render(
  <Suspense fallback={<p>Loading</p>}><Story path={location.pathname} /></Suspense>);
""",
    "Story": """
import React, {useEffect, useState} from 'react';
import './story.css';
export default function Story({path}) {
  const [story, set] = useState(null);
  useEffect(() => { fetch('/api' + path + '.json').then(r => r.json()).then(set); }, [path]);
  if (!story) return <p>Loading the story</p>;
  return <article><h1>{story.title}</h1><p className="byline">By {story.by}</p>
    <time dateTime={story.at}>{story.at}</time>{story.text.map(t => <p key={t}>{t}</p>)}</article>;
}
""",
    "vue": """
import {createApp, h, ref} from 'vue';
import './style.css';
createApp({setup() {
  const story = ref(null);
  fetch('/api' + location.pathname + '.json').then(r => r.json()).then(s => story.value = s);
  return () => story.value
    ? h('article', [h('h1', story.value.title), h('p', {class: 'byline'}, 'By ' + story.value.by),
        h('time', {datetime: story.value.at}, story.value.at),
        ...story.value.text.map(t => h('p', t))])
    : h('p', 'Loading');
}}).mount('#root');
""",
}
CONFIG = """
import {defineConfig} from 'vite';
export default defineConfig({base: '/', esbuild: {jsx: 'automatic'}, build: {
  manifest: true, rollupOptions: {input: ['react.jsx', 'vue.js']}}});
"""
TYPES = {".js": "text/javascript", ".css": "text/css"}


def npm(folder: Path, *arguments: str) -> None:
    try:
        subprocess.run(
            ["npm", *arguments], cwd=folder, check=True, capture_output=True, timeout=240
        )
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"npm {arguments[0]}: {error}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Yield the pages and the scripts of both apps, by their paths."""
    folder = tmp_path_factory.mktemp("apps")
    about = {"name": "apps", "private": True, "type": "module", "dependencies": PACKAGES}
    (folder / "package.json").write_text(json.dumps(about))
    (folder / "vite.config.js").write_text(CONFIG)
    for name in ("style", "story"):
        (folder / f"{name}.css").write_text("article { max-width: 40em }")
    for name, script in PAGES.items():
        (folder / f"{name}.{'js' if name == 'vue' else 'jsx'}").write_text(script)
    npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts")
    npm(folder, "exec", "--", "vite", "build", "--logLevel", "error")
    dist = folder / "dist"
    manifest = json.loads((dist / ".vite" / "manifest.json").read_text())
    pages = {
        f"/{path.relative_to(dist).as_posix()}": response(path.read_bytes(), TYPES[path.suffix])
        for path in dist.rglob("*.*")
        if path.suffix in TYPES
    }
    for name in ("react", "vue"):
        entry = manifest[f"{name}.{'js' if name == 'vue' else 'jsx'}"]
        pages[f"{DAY}/{name}"] = response(_page(entry))
    yield pages
    shutil.rmtree(folder / "node_modules")


def _page(entry: dict[str, Any]) -> str:
    styles = "".join(f'<link rel="stylesheet" href="/{css}">' for css in entry.get("css", ()))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Quay</title>'
        f'<script type="module" crossorigin src="/{entry["file"]}"></script>{styles}</head>'
        '<body><div id="root"></div></body></html>'
    )


@needs_browser
@pytest.mark.long
def test_a_story_of_an_app_that_was_built_is_read_whole(
    built: dict[str, bytes], tmp_path: Path
) -> None:
    told = {"title": HEADLINE, "by": "Imogen Hartley", "at": "2026-02-05T08:30:00Z"}
    links = "".join(
        f"<li><a href={DAY}/{name}>News of the quay, by {name}</a>" for name in ("react", "vue")
    )
    pages = {
        "/": response(f"<title>The Quay</title><ul>{links}</ul>"),
        **{
            f"/api{DAY}/{name}.json": response(
                json.dumps({**told, "text": [f"{line} ({name})" for line in PROSE]}),
                "application/json",
            )
            for name in ("react", "vue")
        },
        **built,
    }

    with recording(pages) as site:
        run(
            "crawl", "news", "-a", f"url={site.url}/", archive=tmp_path / "archive",
            settings=("RENDER=auto",),
        )  # fmt: skip

    records = {each["url"].rpartition("/")[2]: each for each in lines(tmp_path / "archive")}
    assert records.keys() == {"react", "vue"}
    for name, record in records.items():
        assert record["headline"] == HEADLINE
        assert record["author"] == [{"@type": "Person", "name": "Imogen Hartley"}]
        assert record["datePublished"] == "2026-02-05T08:30:00+00:00"
        assert record["articleBody"].split("\n") == [f"{line} ({name})" for line in PROSE]
    assert not [path for path in site.asked if path.endswith(".css")]
