"""What tests of the viewer ask it with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from crawler.archive.stored_captures import StoredCaptures
from crawler.view.app import Viewed, make_app
from crawler.view.holdings import Holdings
from crawler.view.index import Indexer
from tests.crawling import PROSE, response

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HERE = "http://127.0.0.1:8300"


def indexed(root: Path, index: Path) -> Holdings:
    """Return what an archive holds, its index up to date, on a day in February."""
    indexer = Indexer(root, index)
    indexer.update()
    indexer.close()
    return Holdings(root, index, today="2026-02-10")


def looked_at(root: Path, index: Path | None = None, store: str = "") -> FlaskClient:
    """Return who looks at an archive, its index up to date; `store` has what is not here."""
    index = index or root.with_name(root.name + ".index")
    indexed(root, index).close()
    app = make_app(Viewed(root, index, store=StoredCaptures(store) if store else None))
    app.testing = True
    return app.test_client()


def ask(client: FlaskClient, path: str, **asked: Any) -> TestResponse:
    """Return the answer to what a browser on this machine asks."""
    text = urlencode({name: value for name, value in asked.items() if value is not None})
    mark = ("&" if "?" in path else "?") if text else ""
    return client.get(path + mark + text, base_url=HERE)


def seen(client: FlaskClient, path: str, **asked: Any) -> str:
    """Return a page that is there."""
    answer = ask(client, path, **asked)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def page(headline: str, *paragraphs: str, head: str = "", more: str = "") -> bytes:
    """Return a page of a story."""
    text = "".join(f"<p>{each}</p>" for each in (paragraphs or PROSE))
    return response(
        f"<!doctype html><html lang=en><head><title>{headline} - The Quay</title>{head}</head>"
        f"<body><nav><a href=/>Home</a></nav><article><h1>{headline}</h1>{text}{more}</article>"
        "</body></html>"
    )
