"""The names under which the ledger keeps a site."""

from __future__ import annotations

import pytest

from crawler.run.site_keys import KEYS, memory_key
from crawler.sites import site_of


@pytest.mark.parametrize(
    ("url", "memory", "site"),
    [
        ("https://www.quay.example/1", "www.quay.example", "quay.example"),
        ("https://news.quay.example:8443/1", "news.quay.example:8443", "quay.example"),
        ("http://127.0.0.1:8000/1", "127.0.0.1:8000", "127.0.0.1"),
    ],
)
def test_a_site_without_a_profile_is_kept_by_its_host(url: str, memory: str, site: str) -> None:
    assert (memory_key(url), KEYS.memory(url), KEYS.site(url)) == (memory, memory, site)


def test_a_site_with_a_profile_is_kept_by_its_name() -> None:
    url = "https://news.beiling.example/a"

    assert memory_key(url) == KEYS.site(url) == site_of(url).name == "beiling"
