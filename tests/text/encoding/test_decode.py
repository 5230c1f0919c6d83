"""What pages' bytes say: the cases in fixtures/text/decode.json, and the laws that hold for all.

A case's bytes are given as the characters U+0000 to U+00FF of their numbers.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.encoding.decode import _between, decode
from crawler.text.encoding.encodings import name_of
from crawler.text.encoding.likelihood import Hints

ROOT = Path(__file__).parents[3]
CASES = json.loads((ROOT / "fixtures" / "text" / "decode.json").read_text("utf-8"))


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


def labelled(label: str, text: str) -> str:
    return f'<meta charset="{label}"><title>x</title><p>{text}</p><p>{text}</p>'


@pytest.mark.parametrize(
    "text", ["Мост открыт", "สะพานใหม่เปิดแล้ว", "الجسر مفتوح اليوم", "Bridge", "新桥"]
)
@pytest.mark.parametrize("name", ["utf-16le", "utf-16be"])
def test_utf_16_is_believed_from_the_header(name: str, text: str) -> None:
    page = f"<p>{text}</p>\n" * 3

    decoded = decode(page.encode(name), f"text/html; charset={name}")

    assert (decoded.text, decoded.encoding) == (page, name)


def test_a_header_that_says_utf_16_of_ascii_is_not_believed() -> None:
    page = "<p>The bridge is open.</p>" * 9

    assert decode(page.encode(), "text/html; charset=utf-16").text == page


def noises() -> list[bytes]:
    draw = random.Random(7)
    page = labelled("utf-8", "The new bridge was opened on Tuesday, in the rain.").encode() * 40
    compressed = zlib.compress(page, 9)
    return [*(draw.randbytes(size) for size in (900, 5001, 40_000)), compressed, compressed[2:]]


@pytest.mark.parametrize("noise", noises(), ids=len)
def test_bytes_that_make_no_text_are_binary(noise: bytes) -> None:
    assert decode(noise).evidence == "binary"
    assert decode(noise, "text/html; charset=utf-16").evidence == "binary"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "河上的新桥今天早上开放，居民都来了。"),
        ("big5", "big5", "河上的新橋今天早上開放，居民都來了。"),
        ("windows-1251", "cp1251", "Новый мост открыли утром."),
    ],
)
def test_a_block_of_utf_8_in_a_legacy_page_is_read_and_flagged(
    label: str, codec: str, text: str
) -> None:
    head, tail = f'<meta charset="{label}"><p>{text}</p><p>', f"</p><p>{text}</p>"

    mixed = decode(head.encode(codec) + text.encode() + tail.encode(codec))
    plain = decode((head + text + tail).encode(codec))

    assert (mixed.text, mixed.flags) == (head + text + tail, ("two-encodings",))
    assert (plain.text, plain.flags) == (head + text + tail, ())


@pytest.mark.parametrize("label", ["gb2312", "utf-8", ""])
def test_a_script_in_one_line_costs_what_its_length_does(label: str) -> None:
    """An expression that looks for letters in such a line from each of its bytes takes minutes."""
    head = f'<meta charset="{label}"><script>{"var slot = 1; " * 20_000}</script>'
    text = f"<p>{'河上的新桥今天早上开放，居民都来了。' * 8}</p>"
    broken = b"" if label != "utf-8" else b"\xff\xfe"

    decoded = decode((head + text).encode("utf-8" if broken else "gb18030") + broken)

    assert decoded.text == head + text + "\ufffd" * len(broken)


@given(st.lists(st.sampled_from([b"<p>", b"\n", b"a", b"\xe4", "河上的新桥".encode(), b"\r>"])))
def test_blocks_of_letters_end_at_tags_and_lines(pieces: list[bytes]) -> None:
    body = b"".join(pieces)

    found = [body[at] for at in _between(body)]

    lines = re.split(rb"[<>\r\n]", body)
    assert found == [line for line in lines if not line.isascii()]


PARAGRAPHS = {
    "gb18030": ("渡轮停航九周之后，周一恢复通航。", "新渡口全长一百二十米。"),
    "big5": ("渡輪停航九週之後，週一恢復通航。", "新碼頭全長一百二十公尺。"),
    "shift_jis": ("フェリーは月曜日に運航を再開した。", "乗客は遠回りしていた。"),
    "euc-kr": ("여객선이 월요일부터 다시 운항한다.", "승객들은 돌아가야 했다."),
    "windows-1251": ("Паром снова ходит с понедельника.", "Раньше ехали в объезд."),
    "windows-1253": ("Το πορθμείο ταξιδεύει ξανά.", "Έκαναν γύρο είκοσι χιλιομέτρων."),
    "windows-1250": ("Přívoz zase jezdí, řekl převozník.", "Dříve museli jet oklikou."),
    "windows-1252": ("Die Fähre fährt über den Fluß.", "Früher mussten sie außen herum."),
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_a_block_in_another_encoding_is_read_and_flagged(name: str) -> None:
    block, story = PARAGRAPHS[name]
    page = "".join(f"<p>{story} {n}</p>" for n in range(20))

    decoded = decode(page.encode() + f"<div>{block}</div>".encode(name) + page.encode())

    assert decoded.text == f"{page}<div>{block}</div>{page}"
    assert (decoded.encoding, decoded.errors, decoded.flags) == ("utf-8", 0, ("two-encodings",))


def test_bytes_that_were_cut_or_say_nothing_stay_lost() -> None:
    page = "".join(f"<p>Früher mussten sie außen herum {n}</p>" for n in range(40)).encode()

    for lost in (b"<p>K\xf6nig</p>", b"<p>\x80\x81\xff\xfe</p>", "<p>über</p>".encode()[:5]):
        decoded = decode(page + lost + page)

        assert decoded.errors == lost.decode("utf-8", "replace").count("\ufffd")
        assert (decoded.encoding, decoded.flags) == ("utf-8", ())
