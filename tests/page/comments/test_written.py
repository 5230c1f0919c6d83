"""A comment as it stands on a page: its lines, and the name of who wrote it."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.page.comments.written import lines_in, own_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Imogen Hartley:", "Imogen Hartley"),
        ("  Imogen \n Hartley  · ", "Imogen Hartley"),
        ("@quay_reader", "@quay_reader"),
        ("网友：", "网友"),
        ("— J. Roe —", "J. Roe"),
        ("5", ""),
        ("- | -", ""),
        ("", ""),
        ("A" * 81, ""),
    ],
)
def test_the_name_of_a_reader_is_kept_without_what_stands_around_it(text: str, name: str) -> None:
    assert own_name(text) == name


LINES = {
    "paragraphs": ("<div><p>One</p><p>Two</p></div>", ("One", "Two")),
    "breaks": ("<p>One<br>two <b>three</b></p>", ("One", "two three")),
    "text around elements": ("<div>One<p>Two</p>three</div>", ("One", "Two", "three")),
    "what is no text": ("<p>One<script>x</script><button>Reply</button></p>", ("One",)),
    "a list": ("<ul><li>One</li><li>Two</li></ul>", ("One", "Two")),
    "nothing": ("<p> <br> </p>", ()),
}


@pytest.mark.parametrize(("markup", "lines"), LINES.values(), ids=LINES)
def test_the_lines_of_a_comment_are_read_as_they_stand(
    markup: str, lines: tuple[str, ...]
) -> None:
    assert lines_in(lxml.html.fromstring(markup), lambda _: False) == lines


def test_what_is_left_out_takes_its_own_text_and_not_what_follows() -> None:
    element = lxml.html.fromstring("<p>One <i>Two</i> three</p>")

    assert lines_in(element, lambda part: part.tag == "i") == ("One three",)
