"""What a page asks for in a browser goes the way of the crawl: its proxy, cookies and headers."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import PROSE, lines, response, run
from tests.serving import recording
from tests.test_proxy import passing
from tests.test_rendering import ASK, DAY, SHOW, needs_browser, shell, told

pytestmark = [needs_browser, pytest.mark.long]

ELSEWHERE = """
fetch('http://localhost:%d/api/x.json').catch(() => 0);
fetch('http://169.254.169.254/latest/').catch(() => 0);
new Image().src = 'http://127.0.0.1:%d/pixel.gif';
"""


@dataclass
class Shown:
    """A crawl through a proxy, and what this was asked for."""

    archive: Path
    heads: list[bytes]
    direct: list[str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("access")
    cookies = folder / "cookies.txt"
    cookies.write_text(
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\ts3cret\n"
    )
    path = f"{DAY}/plain"
    pages = {
        "/robots.txt": response("", "text/plain"),
        "/": response(f"<title>The Quay</title><a href={path}>The ferry is back at the quay</a>"),
        path: shell("plain"),
        f"/api{path}.json": told("plain"),
    }
    with recording(pages) as site, passing() as proxy:
        port = int(site.url.rpartition(":")[2])
        site.pages["/plain.js"] = response(
            SHOW + ASK + ELSEWHERE % (port, port), "text/javascript"
        )
        run(
            "crawl", "news", "-a", f"url={site.url}/", archive=folder / "archive",
            settings=("RENDER=auto", f"PROXY={proxy.url}", f"COOKIES_FILE={cookies}",
                      'SITE_HEADERS={"127.0.0.1": {"X-Licence": "l1cence"}}'),
        )  # fmt: skip
        return Shown(folder / "archive", [*proxy.heads], [*site.asked])


def test_the_story_comes_through_the_proxy_with_what_the_operator_brought(shown: Shown) -> None:
    [record] = lines(shown.archive)

    assert record["articleBody"].split("\n") == list(PROSE)
    for path in (b"/plain.js", f"/api{DAY}/plain.json".encode(), f"{DAY}/plain".encode()):
        [head] = [each for each in shown.heads if each.split(b" ")[1].endswith(path)]
        assert b"s3cret" in head
        assert b"l1cence" in head
    assert len(shown.heads) == len(shown.direct)


def test_nobody_else_is_asked_through_it(shown: Shown) -> None:
    told = b"".join(shown.heads)

    assert b"169.254" not in told
    assert b"localhost" not in told
    assert b"pixel" not in told


def test_what_the_operator_brought_is_kept_nowhere(shown: Shown) -> None:
    kept = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in shown.archive.rglob("*")
        if path.is_file()
    )

    assert b"/plain.js" in kept
    assert b"s3cret" not in kept
    assert b"l1cence" not in kept
