"""An index on a server that others wrote, where one is installed: pip install --group long.

No registry has OpenSearch itself; this one answers the same requests, and is no work of ours.
https://pypi.org/project/osmem-server/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.exports.archives import CHINESE, archive
from tests.exports.test_sinks import FERRY, LATER, QUAY, bring, goes_on

pytestmark = pytest.mark.long


@pytest.fixture
def address() -> Iterator[str]:
    """Serve an empty cluster; the value is the address of an index."""
    osmem: Any = pytest.importorskip(
        "osmem_server", reason="osmem-server is not installed: pip install --group long"
    )
    with osmem.OsmemServer.start() as server:
        yield f"{server.url}/stories"


def found(address: str, **query: Any) -> set[str]:
    """Return the addresses of the stories that a query finds."""
    client: Any = pytest.importorskip("opensearchpy").OpenSearch(address.rpartition("/")[0])
    client.indices.refresh(index="stories")
    told = client.search(index="stories", body={"query": query or {"match_all": {}}, "size": 50})
    return {hit["_source"]["url"] for hit in told["hits"]["hits"]}


def test_a_real_index_takes_stories_as_often_as_one_likes_and_finds_them(
    address: str, tmp_path: Path
) -> None:
    root = archive(tmp_path, FERRY, CHINESE, QUAY)
    brought = address.replace("http:", "opensearch:")

    assert [bring(root, brought), bring(root, brought)] == [3, 3]

    assert found(address) == {FERRY.url, CHINESE.url, QUAY.url}
    assert found(address, match={"article_body": "渡口"}) == {CHINESE.url}
    assert found(address, term={"keywords": "stones"}) == {QUAY.url}
    assert found(address, range={"published_at": {"gte": "2026-02-05"}}) == {FERRY.url}
    assert found(address, range={"day": {"gte": "2026-02-06"}}) == {CHINESE.url, QUAY.url}


def test_a_real_index_lets_go_of_what_was_replaced_and_taken_down(
    address: str, tmp_path: Path
) -> None:
    brought = address.replace("http:", "opensearch:")
    bring(archive(tmp_path / "before", FERRY, CHINESE, QUAY), brought)

    bring(archive(tmp_path / "after", FERRY, LATER, CHINESE), brought, gone=(QUAY.url,))

    assert found(address) == {FERRY.url, CHINESE.url}
    assert found(address, match={"headline": "late"}) == {FERRY.url}


def test_a_real_index_takes_an_export_that_was_ended_behind_its_last_batch(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert goes_on(tmp_path, address.replace("http:", "opensearch:"), monkeypatch) == [3, 7]
    assert len(found(address)) == 7
