"""Comments that a page shows: the smallest box with a text and somebody or a time to it."""

from __future__ import annotations

import pytest

from crawler.page.comments.in_markup import TIMES, marked, shown
from tests.page.read_pages import PROSE, evidence_in

TOM = (
    "<li class=comment><cite class=fn>Old Tom</cite><time>31 May 2021</time>"
    "<p>It was wet in 1987, too.</p></li>"
)


def comments(inner: str, name: str = "comments", *, micro: bool = False) -> list[tuple[str, ...]]:
    """Return author, date and lines of the comments in a part of a page below its story."""
    return of_page(f"<div class={name}>{inner}</div>", micro=micro)


def of_page(below: str, *, micro: bool = False) -> list[tuple[str, ...]]:
    ask = marked if micro else shown
    page = evidence_in(f"<article><h1>Rain</h1>{PROSE}</article>{below}")
    return [(each.author, each.date, *each.lines) for each in ask(page.findings)]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (TOM, ("Old Tom", "31 May 2021", "It was wet in 1987, too.")),
        (
            (
                "<div class=comment-item><b class=user-name>Old Tom:</b><span class=ago>2 h</span>"
                "<div class=comment-text>Wet,<br>again.</div><a class=reply>Reply</a></div>"
            ),
            ("Old Tom", "2 h", "Wet,", "again."),
        ),
        (
            (
                "<div class=cmt><span class=author><a href=/u/7><img alt=x> Old Tom</a> 3</span>"
                "<time datetime=2021-05-31>Monday</time><p>Wet, again.</p></div>"
            ),
            ("Old Tom", "2021-05-31", "Wet, again."),
        ),
        (
            "<section><cite>Old Tom</cite><p>Wet, again.</p><div class=vote>12</div></section>",
            ("Old Tom", "", "Wet, again."),
        ),
    ],
    ids=["a list", "boxes with names", "a linked name", "without a time"],
)
def test_a_comment_is_read_with_its_author_and_its_time(
    box: str, expected: tuple[str, ...]
) -> None:
    assert comments(box) == [expected]


@pytest.mark.parametrize(
    "box",
    [
        "<div class=comment><p>It was wet in 1987, too.</p></div>",
        "<div class=comment><cite>Old Tom</cite></div>",
        "<div class=comment><cite>Tom</cite><p>Follow</p></div>",
        "<div class=comment><cite>Tom</cite><p><a href=/x>Snow closes the school</a></p></div>",
        f"<form><ul>{TOM}</ul></form>",
        f"<div class=comment><p>It was wet.</p>{'<time>1 June 2021</time>' * (TIMES + 1)}</div>",
    ],
    ids=["nobody", "no text", "a button", "a link", "a form", "times"],
)
def test_what_has_no_text_or_nobody_to_go_with_it_is_none(box: str) -> None:
    assert comments(box) == []


def test_comments_beside_every_story_of_a_site_are_none_of_this_one() -> None:
    assert len(of_page(f"<div class=comments><ul>{TOM}</ul></div>")) == 1
    assert of_page(f"<aside><div class=comments><ul>{TOM}</ul></div></aside>") == []
    assert of_page(f"<div class=recent-comments><ul>{TOM}</ul></div>") == []


@pytest.mark.parametrize("name", ["comments", "box", "x9"])
def test_boxes_are_looked_for_in_a_part_that_is_called_or_headed_as_the_readers(name: str) -> None:
    said = "<ul><li><cite>Old Tom</cite><p>It was wet in 1987, too.</p></li></ul>"

    headed = comments(f"<h3>2 comments</h3>{said}", name)
    unheaded = comments(f"<h3>Of the sea</h3>{said}", name)

    assert len(headed) == 1
    assert len(unheaded) == (name == "comments")


def test_boxes_that_are_called_comments_go_before_others_of_their_part() -> None:
    other = "<div class=x9><cite>Host</cite><p>Be kind to each other here.</p></div>"

    assert len(comments(f"{other}<ul>{TOM}</ul>")) == 1
    assert len(comments(other)) == 1


def test_an_answer_stands_in_the_box_of_what_it_answers_or_in_the_list_behind_it() -> None:
    answer = TOM.replace("Old Tom", "Imogen")
    within = TOM.replace("</li>", f"<ul class=children>{answer}</ul></li>")
    behind = f"{TOM}<ul class=children>{answer}</ul>"

    for inner in (within, f"<div class=comment-thread>{behind}</div>"):
        page = evidence_in(
            f"<article><h1>Rain</h1>{PROSE}</article><div class=comments>{inner}{TOM}</div>"
        )
        first, second, third = shown(page.findings)

        assert [first.author, second.author, third.author] == ["Old Tom", "Imogen", "Old Tom"]
        assert (first.answers, second.answers, third.answers) == (None, first.name, None)


@pytest.mark.parametrize(
    "attribute",
    [
        "itemprop=comment",
        "itemscope itemtype=https://schema.org/Comment",
        "typeof=schema:UserComments",
    ],
)
def test_microdata_marks_comments_wherever_they_stand(attribute: str) -> None:
    inside = "<i itemprop=author>Old Tom</i> <p itemprop=text>It was wet in 1987, too.</p>"
    expected = [("Old Tom", "", "It was wet in 1987, too.")]

    assert comments(f"<div {attribute}>{inside}</div>", "x9", micro=True) == expected
    assert comments(f"<div {attribute[:-3]}>{inside}</div>", "x9", micro=True) == []
