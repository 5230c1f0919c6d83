"""The viewer answers this machine alone, to GET alone, and under its policy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.view.app import HEADERS, Progress, Viewed, is_asked_here, make_app
from tests.exports.archives import archive, story
from tests.view.harbour import FERRY
from tests.view.looking import HERE, ask, looked_at, seen

if TYPE_CHECKING:
    from flask.testing import FlaskClient


PATHS = (
    "/", "/days", "/sites", "/runs", "/gone", "/about", "/search?q=ferry", "/nowhere",
    "/site/quay.example", f"/story?url={FERRY}", f"/story/edits?url={FERRY}",
    f"/story/compare?url={FERRY}", f"/story/record?url={FERRY}", f"/story/capture?url={FERRY}",
    f"/story/source?url={FERRY}", "/static/view.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_under_the_policy(client: FlaskClient, path: str) -> None:
    answer = ask(client, path)

    assert answer.status_code == (404 if path == "/nowhere" else 200)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "<script" not in answer.text or path.startswith("/story/source")
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", answer.text)
    assert re.findall(r'(?:src|href|action)="(?!/|#|\?)([^"]*)"', answer.text) in ([], [FERRY])


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_changed(client: FlaskClient, path: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.open(path, method=method, base_url=HERE).status_code in {404, 405}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8300", 200),
        ("localhost", 200),
        ("[::1]:8300", 200),
        ("evil.example", 403),
        ("evil.example:8300", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("192.168.1.7:8300", 403),
        ("", 403),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(
    client: FlaskClient, host: str, status: int
) -> None:
    assert client.get("/", headers={"Host": host}).status_code == status


def test_an_index_that_is_made_anew_meanwhile_is_told_in_a_line(tmp_path: Path) -> None:
    own = looked_at(archive(tmp_path / "a", story(FERRY)))
    (tmp_path / "a.index").write_bytes(b"")

    answer = ask(own, "/")

    assert answer.status_code == 503
    assert "try again in a moment" in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "names", "is_here"),
    [
        ("LOCALHOST.:80", (), True),
        ("127.8.0.1", (), True),
        ("desk.local:80", ("desk.local",), True),
        ("desk.local.evil.example", ("desk.local",), False),
        ("192.168.0.7", ("192.168.0.7",), True),
        ("192.168.0.8", ("192.168.0.7",), False),
        ("192.168.0.8:80", ("0.0.0.0",), True),
        ("[fe80::1]:80", ("::",), True),
        ("evil.example", ("0.0.0.0",), False),
        ("127.0.0.1:80x", (), False),
    ],
)
def test_it_answers_to_names_that_it_was_given_and_to_addresses_where_it_listens_to_all(
    host: str, names: tuple[str, ...], *, is_here: bool
) -> None:
    assert is_asked_here(host, frozenset(names)) is is_here


@pytest.mark.parametrize(("done", "total", "percent"), [(1, 3, 33), (3, 3, 100), (0, 0, 0)])
def test_how_far_the_index_is_stands_in_percent(done: int, total: int, percent: int) -> None:
    assert Progress(done, total).percent == percent


def test_a_page_without_an_index_says_that_it_is_being_made(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY))
    app = make_app(Viewed(root, tmp_path / "nowhere"))

    answer = ask(app.test_client(), "/")

    assert answer.status_code == 503
    assert "the index is being made" in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_what_is_looked_at_is_called_by_its_folder_or_as_it_is_told(tmp_path: Path) -> None:
    root = archive(tmp_path / "harbour", story(FERRY))
    looked_at(root)
    index = tmp_path / "harbour.index"

    plain, named = (
        make_app(Viewed(root, index, name=name)).test_client() for name in ("", "The <Quay>")
    )

    assert "harbour" in seen(plain, "/about")
    assert "The &lt;Quay&gt;" in seen(named, "/about")
