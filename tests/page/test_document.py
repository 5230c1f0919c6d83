"""The first stage of reading: what is a page, and in which encoding it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture, NotAnArticle
from crawler.page.document import document_of

PAGE = "<title>Fähre</title><p>Die Fähre fährt wieder über den Sund, und alle sind froh darüber."


def capture_of(
    body: bytes, url: str = "https://www.a.example/f", kind: str = "text/html"
) -> Capture:
    headers = (("Content-Type", kind),)
    return Capture(
        url=url, fetched_at=datetime(2021, 6, 1, tzinfo=UTC), body=body, headers=headers
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty-body"),
        (b" \r\n\t", "empty-body"),
        (b"%PDF-1.7 ...", "binary"),
        (b"PK\x03\x04...", "binary"),
        (b"\x89PNG\r\n", "binary"),
    ],
)
def test_what_is_no_page_is_refused_by_its_bytes(body: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        document_of(capture_of(body))

    assert refused.value.reason == reason


def test_a_text_that_only_speaks_of_a_format_is_a_page() -> None:
    assert document_of(capture_of(b"<p>%PDF- is how such a file begins")).root.tag == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-8-sig"])
def test_a_page_is_decoded_before_it_is_parsed(encoding: str) -> None:
    document = document_of(capture_of(PAGE.encode(encoding)))

    assert document.root.findtext(".//title") == "Fähre"
    assert "über den Sund" in document.text


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://www.a.example/f", "www.a.example"), ("http://[bad", ""), ("urn:x", "")],
)
def test_an_address_without_a_host_is_none(url: str, host: str) -> None:
    document = document_of(capture_of(PAGE.encode(), url))

    assert (document.host, document.url) == (host, url if host else "")
