"""The moments that elements of a line state to machines, beside the day that readers see."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.page.findings.machine_times import machine_times

STATED = "2024-05-08T10:00:00+02:00"
BOXES = {
    "time": f"<p>Posted <time datetime='{STATED}'>8 May 2024</time></p>",
    "hAtom": f"<p>Posted <abbr title='{STATED}'>8 May 2024</abbr></p>",
    "a script's": f"<p>Posted <span data-datetime='{STATED}'>8 May 2024</span></p>",
    "the line itself": f"<p data-published='{STATED}'>Posted 8 May 2024</p>",
    "two attributes": f"<p>Posted <time datetime='soon' title='{STATED}'>8 May 2024</time></p>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_moment_is_read_where_its_text_stands_in_the_line(box: str) -> None:
    times = machine_times(lxml.html.fromstring(box), "Posted 8 May 2024")

    assert [moment.iso() for moment in times] == [STATED]


@pytest.mark.parametrize(
    "box",
    [
        f"<p>Posted 8 May 2024 <time datetime='{STATED}'>in another story</time></p>",
        "<p>Posted <time datetime='2024-05-08'>8 May 2024</time></p>",
        "<p>Posted <time datetime='soon'>8 May 2024</time></p>",
        "<p>Posted <time>8 May 2024</time></p>",
        "<p></p>",
    ],
)
def test_what_states_no_time_of_day_of_this_line_states_nothing(box: str) -> None:
    assert list(machine_times(lxml.html.fromstring(box), "Posted 8 May 2024")) == []
