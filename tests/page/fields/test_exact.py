"""The exact moment of a date that is shown more vaguely, by the clock of the page."""

from __future__ import annotations

import pytest

from tests.page.read_pages import PROSE, said

DAY = "<p class=date>8 May 2021</p>"
CASES = {
    "the minute that its element states": (
        "<h1>Rain ends</h1><p><time datetime='2021-05-08T10:15:00+02:00'>8 May 2021</time></p>",
        "2021-05-08T10:15:00+02:00",
    ),
    "the offset of a minute that is shown": (
        (
            "<h1>Rain ends</h1><p>8 May 2021 10:15"
            " <time datetime='2021-05-08T08:15:00Z'>10:15</time></p>"
        ),
        "2021-05-08T10:15:00+02:00",
    ),
    "another minute than the one that is shown": (
        (
            "<h1>Rain ends</h1><p>8 May 2021 10:15"
            " <time datetime='2021-05-08T08:22:00Z'>10:15</time></p>"
        ),
        "2021-05-08T10:15:00",
    ),
    "a day alone": (f"<h1>Rain ends</h1>{DAY}", "2021-05-08"),
}


@pytest.mark.parametrize(("head", "date"), CASES.values(), ids=CASES)
def test_a_date_is_as_exact_as_the_page_states_it(head: str, date: str) -> None:
    assert said(f"<body>{head}{PROSE}</body>").date_published == date
