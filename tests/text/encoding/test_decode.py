"""What pages' bytes say: the cases in fixtures/text/decode.json, and the laws that hold for all.

A case's bytes are given as the characters U+0000 to U+00FF of their numbers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webencodings.labels import LABELS

from crawler.text.encoding.decode import Hints, decode
from crawler.text.encoding.encodings import decode_as, name_of

ROOT = Path(__file__).parents[3]
CASES = json.loads((ROOT / "fixtures" / "text" / "decode.json").read_text("utf-8"))
SINGLE_BYTE = ("windows-1250", "windows-1251", "windows-1252", "windows-1256")


def param(case: dict[str, Any]) -> Any:
    """Return a case; one that cannot be read right yet is expected to fail."""
    marks = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_each_page_says_what_it_said(case: dict[str, Any]) -> None:
    padding = "x" * case.get("pad", 0)
    body = case["bytes"].replace("@PAD@", padding).encode("latin-1")
    hints = Hints(encodings=tuple((name, count) for name, count in case.get("hints", ())))

    decoded = decode(body, case.get("content_type", ""), hints)

    assert decoded.text == case["text"].replace("@PAD@", padding)
    assert (decoded.encoding, decoded.evidence) == (case["encoding"], case["evidence"])
    assert decoded.errors == case.get("errors", 0)
    assert decoded.declared == case.get("declared", decoded.declared)


def test_a_short_title_is_read_otherwise_where_nothing_is_known_of_the_host() -> None:
    told = [case for case in CASES if case["evidence"] == "site"]

    alone = [decode(case["bytes"].encode("latin-1")).evidence for case in told]

    assert alone == ["likelihood"] * len(told)


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_header_are_an_error(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)

    assert decoded.errors == decoded.text.count("\ufffd")
    assert name_of(decoded.encoding) == decoded.encoding


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x20), min_size=1))
@settings(max_examples=300)
def test_utf8_is_itself_whatever_a_header_says(text: str) -> None:
    decoded = decode(text.removeprefix("\ufeff").encode(), "text/html; charset=iso-8859-1")

    assert decoded.text == text.removeprefix("\ufeff")


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_no_byte_of_a_windows_code_page_is_lost(name: str) -> None:
    text = decode_as(bytes(range(256)), name)

    assert len(set(text)) == len(text) == 256
    assert "\ufffd" not in text


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<script>", b"<meta ", b"<", b"<?xml ", b"~{", b"\x1b"]
)
def test_a_page_of_openings_is_read_in_time_linear_in_its_length(piece: bytes) -> None:
    body = "Où".encode("latin-1") + piece * (200_000 // len(piece))

    assert decode(body).text == body.decode("latin-1")


@pytest.mark.parametrize(
    "label", ["iso-2022-kr", "hz-gb-2312", "iso-2022-cn", "replacement", "klingon"]
)
def test_a_label_that_browsers_refuse_is_a_hint_and_no_fault(label: str) -> None:
    body = "Où est le phare ? Au bout de la jetée, là-bas.".encode("latin-1")

    decoded = decode(body, f"text/html; charset={label}")

    assert (decoded.text, decoded.encoding) == (body.decode("latin-1"), "windows-1252")


def test_what_is_in_such_an_encoding_is_read() -> None:
    text = "등대는 방파제 끝에 있다."

    assert decode(text.encode("iso2022_kr"), "text/html; charset=iso-2022-kr").text == text


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_web_is_known_or_refused(label: str) -> None:
    name = name_of(label)

    assert name is None or decode_as(b"<p>a</p>", name)
