"""The text of a line as a reader sees its parts: apart where two elements meet."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.page.findings.line_text import covers, spaced
from tests.page.read_pages import evidence_in

LINES = {
    "a name and a time": (
        "<p>By <b>Jane Roe</b><time>May 14</time></p>",
        "By Jane Roe May 14",
    ),
    "a capital behind a small letter": ("<p><b>Jane</b><i>Roe</i></p>", "Jane Roe"),
    "a digit behind a letter": ("<p><b>Roe</b><i>14 May</i></p>", "Roe 14 May"),
    "a part of a word": ("<p>Nora <b>Ek</b>dal</p>", "Nora Ekdal"),
    "a soft hyphen": ("<p>har\u00adbour</p>", "harbour"),
    "a script": ("<p>Jane<script>x()</script> Roe</p>", "Jane Roe"),
    "a button": ("<p>Jane Roe<button>Follow</button></p>", "Jane Roe"),
    "blanks": ("<p>  Jane\n  Roe </p>", "Jane Roe"),
    "nothing": ("<p></p>", ""),
}


@pytest.mark.parametrize(("markup", "text"), LINES.values(), ids=LINES)
def test_parts_of_a_line_are_read_as_they_are_seen(markup: str, text: str) -> None:
    assert spaced(lxml.html.fromstring(markup)) == text


def test_a_block_is_all_of_its_element_or_a_part_of_it() -> None:
    page = evidence_in("<div><p>One <b>line</b>.</p><div>first<br>second</div></div>")

    covered = [covers(block.element, block) for block in page.findings.blocks.outline.blocks]

    assert covered == [True, False, False]
