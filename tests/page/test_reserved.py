"""What a page asks of those who keep copies is found wherever it says so, and nowhere else."""

from __future__ import annotations

import pytest

from crawler.page.reserved import HEAD, reserved, stated

NOARCHIVE = frozenset(["noarchive"])
NOTHING = frozenset[str]()


@pytest.mark.parametrize(
    ("headers", "body", "asked"),
    [
        ([], b'<meta name="robots" content="noarchive">', NOARCHIVE),
        ([], b"<meta name=ROBOTS content=NOARCHIVE>", NOARCHIVE),
        ([], b"<meta content='index,noarchive,follow' name='robots' />", NOARCHIVE),
        ([], b'<meta name="robots" content="noarchive, max-image-preview:large">', NOARCHIVE),
        ([], b'<meta name="robots" content="index noarchive">', NOARCHIVE),
        ([], b'<meta name="crawler" content="noarchive">', NOARCHIVE),
        ([], b'<meta name="googlebot" content="noarchive">', NOTHING),
        ([], b'<meta name="robots" content="noindex, nofollow">', NOTHING),
        ([], b'<meta name="description" content="What noarchive means">', NOTHING),
        ([], b'<p>&lt;meta name="robots" content="noarchive"&gt;', NOTHING),
        ([], b'<!-- <meta name="robots" content="noarchive"> -->', NOTHING),
        ([], '<meta name="robots" content="noarchive">'.encode("utf-16"), NOARCHIVE),
        ([("x-robots-tag", "noarchive")], b"%PDF-1.7", NOARCHIVE),
        ([("X-Robots-Tag", "crawler: noarchive")], b"", NOARCHIVE),
        ([("X-Robots-Tag", "bingbot: noindex, noarchive")], b"", NOTHING),
        ([("X-Robots-Tag", "bingbot : noarchive")], b"", NOTHING),
        ([("X-Robots-Tag", "bingbot: noindex, crawler: noarchive")], b"", NOARCHIVE),
        (
            [("X-Robots-Tag", "unavailable_after: Thu, 25 Jun 2026 15:00:00 GMT, noarchive")],
            b"",
            NOARCHIVE,
        ),
        ([("TDM-Reservation", "1")], b"", frozenset(["tdm"])),
        ([("TDM-Reservation", "0")], b"", NOTHING),
        ([], b'<meta name="tdm-reservation" content="1">', frozenset(["tdm"])),
    ],
    ids=str,
)
def test_a_reservation_is_read_as_it_is_meant(
    headers: list[tuple[str, str]], body: bytes, asked: frozenset[str]
) -> None:
    assert reserved(stated(headers, body)) == asked


@pytest.mark.parametrize(
    "shape", [b"<meta ", b"<!--", b"<meta name=", b'<meta name="robots" content="', b"name=name="]
)
def test_a_head_without_end_says_nothing(shape: bytes) -> None:
    body = b"noarchive" + shape * (HEAD // len(shape))

    assert reserved(stated([], body)) == NOTHING
