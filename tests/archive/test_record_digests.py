"""A digest that a record states is compared in whatever way its writer spelled it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from crawler.archive.record_digests import agree

DATA = b"The ferry is back."


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512", "md5"])
@pytest.mark.parametrize("spelled", ["hex", "HEX", "base32", "base32="])
def test_a_digest_agrees_with_what_it_is_of_and_with_nothing_else(
    algorithm: str, spelled: str
) -> None:
    digest = hashlib.new(algorithm, DATA).digest()
    value = {
        "hex": digest.hex(),
        "HEX": digest.hex().upper(),
        "base32": base64.b32encode(digest).decode().rstrip("="),
        "base32=": base64.b32encode(digest).decode(),
    }[spelled]

    assert agree(f"{algorithm}:{value}", DATA) is True
    assert agree(f"{algorithm.upper()}:{value}", DATA + b"!") is False


@pytest.mark.parametrize("said", ["", "blake3:0123456789abcdef0123", "sha1:short", "ferry"])
def test_a_digest_of_an_unknown_kind_says_nothing(said: str) -> None:
    assert agree(said, DATA) is None
