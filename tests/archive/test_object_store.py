"""Another store: how its address is told, and what it is asked for, by any name."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.object_store import (
    OffsiteError,
    Store,
    is_address,
    scrubbed,
    shown,
    without_secrets,
)


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("s3://papers/2026", True),
        ("file:///mnt/a", True),
        ("git+ssh://a.example/x", True),
        ("a/b.warc.gz", False),
        ("C:\\archive", False),
        ("://a", False),
        ("", False),
    ],
)
def test_an_address_of_a_store_is_no_path(place: str, address: bool) -> None:  # noqa: FBT001
    assert is_address(place) is address


SECRETS = {
    "a password": ("ftp://own:pass@a.example/papers", "ftp://a.example/papers"),
    "an at sign in it": ("ftp://own:p@ss@a.example/x", "ftp://a.example/x"),
    "a key": ("s3://papers/2026?key=AKIA", "s3://papers/2026"),
    "both": ("ftp://own:pass@a.example/x?key=1", "ftp://a.example/x"),
    "neither": ("s3://papers/2026", "s3://papers/2026"),
    "nobody can tell": ("ftp://a.example/x?mail=p@ss", "ftp://(left out)"),
}


@pytest.mark.parametrize(("url", "told"), SECRETS.values(), ids=SECRETS)
def test_what_may_hold_a_password_is_not_told(url: str, told: str) -> None:
    assert shown(url) == told
    assert without_secrets(url.partition("://")[2]) == told.partition("://")[2]


@pytest.mark.parametrize(
    "said",
    ["no role own:p%40ss", "cannot reach own:p%40ss@a.example", "p@ss is wrong", "key AKIA1 no"],
)
def test_what_a_driver_says_is_told_without_the_secrets_of_the_address(said: str) -> None:
    told = scrubbed(said, "ftp://own:p%40ss@a.example/x?key=AKIA1")

    assert not any(secret in told for secret in ("p%40ss", "p@ss", "AKIA1"))


def test_a_store_that_nobody_knows_is_said_without_its_password() -> None:
    with pytest.raises(OffsiteError, match="pip install") as raised:
        Store("nosuch://own:secret@a.example/x")

    assert "secret" not in str(raised.value)


def test_a_folder_is_a_store_with_the_names_of_its_files(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")
    store = Store(f"file://{tmp_path}/off")

    store.create("articles/a.jsonl", path)

    assert [name.rpartition("/")[2] for name in store.names("articles")] == ["a.jsonl"]
    assert store.names("warc") == []
    assert (tmp_path / "off/articles/a.jsonl").read_bytes() == b"one\n"
